import { join } from 'node:path'
import type { FarmEvent, News } from '../../shared/events.ts'
import { createBindings } from '../bindings/bindings.ts'
import { createWebhookCalls } from '../bindings/webhook-calls.ts'
import { backUpOnThread } from '../db/backup-thread.ts'
import { DATABASE_FILE } from '../db/database-file.ts'
import type { NewImage } from '../db/images.ts'
import { cancelRestore } from '../db/pending-restore.ts'
import { prepareRestore } from '../db/restore.ts'
import { commitSingleRender } from '../db/results.ts'
import { packInProcess } from '../packing/packer.ts'
import { createPacking } from '../packing/packing.ts'
import { heldFiles } from '../refresh/store.ts'
import { createTemplates } from '../templates/templates.ts'
import { createBackups } from '../upkeep/backups.ts'
import { createIdleMemory, saveMemory } from '../upkeep/idle-memory.ts'
import { hasPictureIn } from '../upkeep/restore-backup.ts'
import { createRetention } from '../upkeep/retention.ts'
import { createDeliveries, type TriedDelivery } from '../webhooks/deliveries.ts'
import { createSubscriptions } from '../webhooks/subscriptions.ts'
import type { FarmContext } from './context.ts'
import type { DrawingParts } from './drawing.ts'
import { createFarmHealth } from './farm-health.ts'
import type { Kept } from './kept.ts'
import type { Refreshing } from './refreshing.ts'

export type Doings = ReturnType<typeof createDoings>

/** What people and programs do with a farm, and what it does for itself beside refreshing. */
export function createDoings(context: FarmContext, kept: Kept, drawn: DrawingParts, refreshing: Refreshing) {
  const { parts, bus, baseUrl, farmLog, now, monotonic, random, activity, onFault } = context
  const { store, secrets, files, metrics, dataDir } = kept
  const { gate, settings, drawing, remotes } = drawn
  const { evaluator, renderer } = drawing
  const { queue, scheduler, pictures, onBindingChanged } = refreshing
  const { version, log } = parts

  const tell = (news: News) => bus.emit('news', news)
  const bindings = createBindings({ ...store, secrets, queue, now, random, onChanged: onBindingChanged })
  const calls = { repository: store.bindings, calls: store.webhookCalls }
  const webhookCalls = createWebhookCalls({ ...calls, bindings, secrets, now, tell, onFault })
  const templates = createTemplates({ ...store, evaluator, queue, now, onBindingChanged })
  const dispatcher = gate.dispatcher('webhooks')
  const onTried = (tried: TriedDelivery) => {
    farmLog.deliveryTried(tried)
    metrics.deliveryTried(tried.result)
    tell({ type: 'delivery.attempted', data: { subscriptionId: tried.subscription, deliveryId: tried.delivery } })
  }
  const sender = createDeliveries({ ...store, secrets, dispatcher, version, now, monotonic, onFault, onTried })
  bus.on('event', ({ deliveries = 0 }) => {
    if (deliveries > 0) sender.poke()
  })
  const subscriptions = createSubscriptions({ ...store, sender, secrets, gate, baseUrl, now })
  const retention = createRetention({ ...store, files, limits: () => settings.current(), now, monotonic, onFault })
  const packing = createPacking({
    images: store.images,
    files,
    pack: packInProcess,
    activity,
    onReplaced: pictures.forgetFiles,
    onPacked: metrics.packed,
    now,
    onFault,
  })
  const idleMemory = createIdleMemory({ activity, monotonic, save: saveMemory })
  const backups = createBackups({
    dataDir,
    kept: () => settings.current().backupsKept,
    copy: (target, signal) => backUpOnThread(dataDir, target, signal),
    prepareRestore: (path) => prepareRestore(dataDir, path, hasPictureIn(dataDir), now()),
    cancelRestore: () => cancelRestore(join(dataDir, DATABASE_FILE)),
    now,
    monotonic,
    log,
  })
  const endpoints = () => remotes.health()
  const health = createFarmHealth({
    dataDir,
    store,
    renderer,
    scheduler,
    evaluator,
    backups,
    endpoints,
    now,
    monotonic,
  })

  /** Stores a single render with the events that tell of it. */
  async function commit(image: NewImage | null, told: FarmEvent[]): Promise<void> {
    try {
      for (const event of await commitSingleRender(store.db, image, told, now())) bus.emit('event', event)
    } finally {
      if (image) files.release(heldFiles(image))
    }
  }

  const upkeep = { retention, packing, idleMemory, backups }
  return { bindings, webhookCalls, templates, sender, subscriptions, ...upkeep, health, commit }
}
