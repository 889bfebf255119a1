import { join } from 'node:path'
import { type BindingRepository, type BindingWithState, bindingRepository, type KeptData } from './bindings.ts'
import { markCleanStop, takeCleanStop } from './clean-stop.ts'
import { type Db, type OpenOptions, openDatabase } from './database.ts'
import { DATABASE_FILE } from './database-file.ts'
import { type Definitions, definitionsOf } from './definitions.ts'
import { type DeliveryRepository, deliveryRepository } from './deliveries.ts'
import { type EventRepository, eventRepository, type Tell } from './events.ts'
import { type IdempotencyRepository, idempotencyRepository } from './idempotency.ts'
import { type ImageRepository, imageRepository } from './images.ts'
import { readWithKept } from './read-binding.ts'
import { type RunRepository, runRepository } from './runs.ts'
import { type SettingsRepository, settingsRepository } from './settings.ts'
import type { Statements } from './statements.ts'
import { type SubscriptionRepository, subscriptionRepository } from './subscriptions.ts'
import { type SyncLinkRepository, syncLinkRepository } from './sync-links.ts'
import { type SyncMarkRepository, syncMarkRepository } from './sync-marks.ts'
import { type TemplateVersionRepository, templateVersionRepository } from './template-versions.ts'
import { type StoredTemplate, type TemplateRepository, templateRepository } from './templates.ts'
import { type WebhookCallRepository, webhookCallRepository } from './webhook-calls.ts'

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
  definitions: Definitions
  versions: TemplateVersionRepository
  webhookCalls: WebhookCallRepository
  syncLinks: SyncLinkRepository
  syncMarks: SyncMarkRepository
  /** All that refreshes start from, in one read; undefined for a binding that is not there or was deleted. */
  subjects(uids: readonly string[]): Promise<(StoredSubject | undefined)[]>
  close(): Promise<void>
}

export interface StoredSubject extends Omit<BindingWithState, 'image'> {
  template: StoredTemplate | undefined
  /** What is known of the last good data. */
  kept: KeptData | null
}

/** A store that marks its database as closed in order, so that the next start is soon over. */
export interface OpenStore extends Store {
  /** Whether the pages of the database were not looked at, since it was closed in order. */
  readonly skippedPages: boolean
}

/**
 * @param tell told of changes of definitions, once they are stored
 * @throws {Problem} `unavailable` where the database can't be opened
 */
export async function openStore(dataDir: string, options: OpenOptions = {}, tell: Tell = () => {}): Promise<OpenStore> {
  let skippedPages = false
  const skipsPages = (file: string) => {
    skippedPages = takeCleanStop(file)
    return skippedPages
  }
  const db = await openDatabase(dataDir, { ...options, skipsPages })
  return {
    ...storeOf(db, tell),
    skippedPages,
    async close() {
      await db.destroy()
      markCleanStop(join(dataDir, DATABASE_FILE))
    },
  }
}

/** The repositories of a database that is open. */
export function storeOf(db: Db, tell: Tell = () => {}): Store {
  const templates = templateRepository(db, tell)
  return {
    db,
    templates,
    subjects: (uids) =>
      db.look((statements) => {
        const templateOf = once((uid) => templates.read(statements, uid))
        return uids.map((uid) => readSubject(statements, templateOf, uid))
      }),
    bindings: bindingRepository(db, tell),
    images: imageRepository(db),
    runs: runRepository(db),
    events: eventRepository(db),
    subscriptions: subscriptionRepository(db, tell),
    deliveries: deliveryRepository(db, tell),
    idempotency: idempotencyRepository(db),
    settings: settingsRepository(db, tell),
    definitions: definitionsOf(db, tell),
    versions: templateVersionRepository(db),
    webhookCalls: webhookCallRepository(db),
    syncLinks: syncLinkRepository(db),
    syncMarks: syncMarkRepository(db),
    close: () => db.destroy(),
  }
}

function readSubject(
  statements: Statements,
  templateOf: (uid: string) => StoredTemplate | undefined,
  uid: string,
): StoredSubject | undefined {
  const found = readWithKept(statements, uid)
  return found?.binding.deletedAt === null ? { ...found, template: templateOf(found.binding.templateId) } : undefined
}

/** The same, which reads each but once: many bindings have one template. */
function once<T>(read: (uid: string) => T): (uid: string) => T {
  const known = new Map<string, T>()
  return (uid) => {
    if (!known.has(uid)) known.set(uid, read(uid))
    return known.get(uid) as T
  }
}
