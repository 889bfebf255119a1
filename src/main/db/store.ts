import { type BindingRepository, bindingRepository } from './bindings.ts'
import { type Db, type OpenOptions, openDatabase } from './database.ts'
import { type DeliveryRepository, deliveryRepository } from './deliveries.ts'
import { type EventRepository, eventRepository } from './events.ts'
import { type IdempotencyRepository, idempotencyRepository } from './idempotency.ts'
import { type ImageRepository, imageRepository } from './images.ts'
import { type RunRepository, runRepository } from './runs.ts'
import { type SettingsRepository, settingsRepository } from './settings.ts'
import { type SubscriptionRepository, subscriptionRepository } from './subscriptions.ts'
import { type TemplateRepository, templateRepository } from './templates.ts'

/** The database of a farm, and a repository for each family of its tables. */
export interface Store {
  db: Db
  bindings: BindingRepository
  templates: TemplateRepository
  images: ImageRepository
  runs: RunRepository
  events: EventRepository
  subscriptions: SubscriptionRepository
  deliveries: DeliveryRepository
  idempotency: IdempotencyRepository
  settings: SettingsRepository
  close(): Promise<void>
}

/** @throws {Problem} `unavailable` where the database can't be opened */
export async function openStore(dataDir: string, options: OpenOptions = {}): Promise<Store> {
  const db = await openDatabase(dataDir, options)
  return {
    db,
    bindings: bindingRepository(db),
    templates: templateRepository(db),
    images: imageRepository(db),
    runs: runRepository(db),
    events: eventRepository(db),
    subscriptions: subscriptionRepository(db),
    deliveries: deliveryRepository(db),
    idempotency: idempotencyRepository(db),
    settings: settingsRepository(db),
    close: () => db.destroy(),
  }
}
