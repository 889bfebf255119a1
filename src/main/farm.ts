import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { storageFault } from './db/storage-fault.ts'
import { assemble, type Built, type Farm } from './farm/assemble.ts'
import { createContext, type FarmContext, type FarmParts } from './farm/context.ts'
import { createDoings } from './farm/doings.ts'
import { openDrawing } from './farm/drawing.ts'
import { openKept } from './farm/kept.ts'
import { createRefreshing } from './farm/refreshing.ts'
import { seed } from './farm/seed.ts'
import { stopAll } from './farm/stop-all.ts'
import { createSyncing } from './farm/syncing.ts'
import { listenAt } from './process/address.ts'
import { buildServer } from './server/server.ts'

export type { Farm } from './farm/assemble.ts'
export type { FarmParts } from './farm/context.ts'

/** Runs that are still going when the farm stops are abandoned after this. */
const STOP_LIMIT_MS = 3_000

/**
 * Builds and starts every part, in order.
 * @throws {Problem} `unavailable`, in one line that says what to do: a taken port, a data dir that can't be written or is
 * in use, a database that can't be opened, a named Chromium that does not start
 */
export async function startFarm(parts: FarmParts): Promise<Farm> {
  const stops: (() => unknown)[] = []
  const context = createContext(parts, (each) => stops.push(each))
  let stopping: Promise<void> | null = null
  const stop = () => {
    stopping ??= stopAll(stops.reverse(), context.onFault)
    return stopping
  }
  try {
    return await build(context, stop)
  } catch (error) {
    await stop()
    throw storageFault(error) ?? error
  }
}

async function build(context: FarmContext, stop: Farm['stop']): Promise<Farm> {
  const kept = await openKept(context, {
    built: () => ({ ...drawn.drawing, ...refreshing, ...doings }),
    onWayOutChanged: () => {
      drawn.gate.reset()
      syncing.wayOut.reset()
    },
    onEndpointsChanged: (isProxyOther) => drawn.remotes.settingsChanged(isProxyOther),
    onLimitsChanged: () => doings.retention.soon(),
  })
  const drawn = await openDrawing(context, kept)
  const refreshing = createRefreshing(context, kept, drawn)
  const doings = createDoings(context, kept, drawn, refreshing)
  const syncing = await createSyncing(context, kept, drawn, doings)
  const built = { kept, drawn, refreshing, doings, syncing }
  const farm = assemble(context, built, stop)
  await listen(context, farm)
  drawn.remotes.start()
  await start(context, built)
  kept.pages.start((fault) => {
    context.farmLog.damaged(fault)
    stop().catch(context.onFault)
  })
  return farm
}

/** Opens the port. From here on the farm is asked. */
async function listen(context: FarmContext, farm: Farm): Promise<void> {
  const { options, root, version, log } = context.parts
  const { host, publicUrl, serverNames, chromium } = options
  const { keys, renderer } = farm
  const uiDirectory = join(root, 'out', 'renderer')
  const { now } = context
  const server = await buildServer({ farm, keys, host, publicUrl, serverNames, uiDirectory, version, log, now })
  context.onStop(() => server.close())
  // A browser that was named must work before anybody is answered; one that is looked for may take its time.
  if (chromium !== null) await renderer.start()
  await listenAt(server, options)
  context.listensAt((server.server.address() as AddressInfo).port)
  if (chromium === null) renderer.start().catch(context.onFault)
}

/** Starts all that goes on by itself, and says how it ends. */
async function start(
  { parts, bus, farmLog, url, onFault, onStop }: FarmContext,
  { kept, refreshing, doings, syncing }: Built,
): Promise<void> {
  const { queue, scheduler } = refreshing
  const { bindings, templates, retention, packing, idleMemory, backups, sender } = doings
  const { auto } = syncing
  onStop(() => withLimit(queue.stop(), STOP_LIMIT_MS))
  onStop(() => retention.stop())
  onStop(() => packing.stop())
  onStop(() => idleMemory.stop())
  onStop(() => backups.stop())
  onStop(() => scheduler.stop())
  onStop(() => sender.stop())
  onStop(() => auto.stop())
  onStop(() => bus.emit('stop'))
  // A start without samples is a start all the same; the next one tries again.
  await seed(join(parts.root, 'resources'), { templates, bindings, settings: kept.store.settings }).catch(onFault)
  scheduler.start()
  retention.start()
  packing.start()
  idleMemory.start()
  backups.start()
  sender.start()
  auto.start()
  onStop(farmLog.stopping)
  farmLog.started({ version: parts.version, url: url(), dataDir: parts.options.dataDir })
}

async function withLimit(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, promise]).finally(() => clearTimeout(timer))
}
