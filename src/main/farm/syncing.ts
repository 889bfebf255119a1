import { setTimeout as sleep } from 'node:timers/promises'
import { BINDING_CHANGES, TEMPLATE_CHANGES } from '../../shared/events.ts'
import { openNamedServer } from '../network/named-server.ts'
import { createAutoSync } from '../sync/auto.ts'
import { openAccounts } from '../sync/open-accounts.ts'
import { createSync } from '../sync/sync.ts'
import { openSyncMemory } from '../sync/sync-memory.ts'
import { createSyncNews } from '../sync/sync-news.ts'
import type { FarmContext } from './context.ts'
import type { Doings } from './doings.ts'
import type { DrawingParts } from './drawing.ts'
import type { Kept } from './kept.ts'
import { wayOutOf } from './way-out.ts'

export type Syncing = Awaited<ReturnType<typeof createSyncing>>

const CHANGES: ReadonlySet<string> = new Set([...BINDING_CHANGES, ...TEMPLATE_CHANGES])

/** Sync with the hosted API, and when it starts by itself. */
export async function createSyncing(context: FarmContext, kept: Kept, drawn: DrawingParts, doings: Doings) {
  const { parts, bus, now, monotonic, random, onFault, onStop } = context
  const { store, secrets } = kept
  const wayOut = openNamedServer(wayOutOf(context, kept))
  onStop(() => wayOut.stop())
  const wait = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal })
  const way = { dispatcher: wayOut.dispatcher, version: parts.version, now, monotonic, wait, random, ...parts.hosted }
  const accounts = await openAccounts({ ...way, repository: store.settings, secrets })
  const memory = await openSyncMemory(store.settings)
  const { bindings, templates } = doings
  const privateHosts = { allowed: () => drawn.settings.allowed() }
  const onChanged = () => {
    news.poke()
    auto.look()
  }
  const sync = createSync({
    ...{ accounts, memory, store, bindings, templates, secrets, privateHosts },
    ...{ now, random, onChanged, onFault },
    onTrouble: ({ code, message, retryAt }) =>
      parts.log.warn({ code, retryAt }, `Sync did not get to its end: ${message}`),
  })
  const news = createSyncNews({
    sync,
    hasListeners: () => bus.listenerCount('news') > 0,
    tell: (each) => bus.emit('news', each),
    onFault,
  })
  onStop(() => news.stop())
  const auto = createAutoSync({ sync, settings: memory.settings, now })
  onStop(() => sync.stop())
  bus.on('event', ({ type, data }) => {
    if (!CHANGES.has(type) || !sync.isConnected()) return
    news.poke()
    // What a sync writes itself is no reason for one.
    if (!sync.isOwnWrite(String(data.bindingId ?? data.templateId))) auto.noteChange()
  })
  await sync.open()
  return { sync, auto, wayOut }
}
