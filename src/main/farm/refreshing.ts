import type { News } from '../../shared/events.ts'
import { watchFetcher } from '../metrics/watched.ts'
import { createPictures } from '../pictures/pictures.ts'
import { createFetcher } from '../refresh/fetch.ts'
import { shareFetches } from '../refresh/fetch-shared.ts'
import { createRefreshQueue } from '../refresh-queue.ts'
import { createRefreshWork, type RefreshWork } from '../refresh-work.ts'
import { tellOfRuns } from '../runs/run-news.ts'
import { createScheduler } from '../scheduler.ts'
import type { FarmContext } from './context.ts'
import type { DrawingParts } from './drawing.ts'
import { createFarmStatus } from './farm-status.ts'
import type { Kept } from './kept.ts'
import { createStatusNews } from './status-news.ts'

export type Refreshing = ReturnType<typeof createRefreshing>

/** From what is due to what is served: scheduler, queue, the work itself, and the pictures. */
export function createRefreshing(
  context: FarmContext,
  { store, secrets, metrics, files, refusedHosts }: Kept,
  parts: DrawingParts,
) {
  const { bus, now, monotonic, random, activity, baseUrl, farmLog, onFault, onStop } = context
  const { version, log } = context.parts
  const { drawing, gate } = parts
  const { renderer } = drawing
  const { status } = createFarmStatus({ store, renderer, version, now, queueDepth: () => queue.depth })
  const tell = (news: News) => bus.emit('news', news)
  const statusNews = createStatusNews({ status, hasListeners: () => bus.listenerCount('news') > 0, tell, onFault })
  onStop(() => statusNews.stop())
  bus.on('event', statusNews.poke)
  renderer.onStateChange(statusNews.poke)

  const fetcher = watchFetcher(createFetcher({ gate, version }), metrics)
  const refreshParts = {
    ...drawing,
    fetcher,
    sharedFetcher: shareFetches(fetcher),
    secrets,
    status,
    webhookBody: (uid: string) => store.bindings.webhookBody(uid),
    keptData: (uid: string) => store.bindings.data(uid),
    now,
    random,
    baseUrl,
    refusedHosts,
    onUnexpected: farmLog.unexpected,
  }
  const work = createRefreshWork({
    store,
    refresh: refreshParts,
    monotonic,
    onStoring: (uid) => scheduler.storing(uid),
    onStored(uid) {
      pictures.forget(uid)
      scheduler.stored(uid)
    },
    onEvent: (event) => bus.emit('event', event),
    onEnded: (ended) => {
      farmLog.runEnded(ended)
      metrics.runEnded(ended.run)
    },
    onLost: (error, { runId }) => log.error({ err: error, run: runId }, 'A run could not be stored'),
  })
  const runNews = tellOfRuns(work.run, (news) => {
    tell(news)
    statusNews.poke()
  })
  const run: RefreshWork['run'] = (...asked) => activity.during(() => runNews.run(...asked))
  const queue = createRefreshQueue(run, () => performance.now())
  const scheduler = createScheduler({
    bindings: store.bindings,
    queue: {
      ask: queue.ask,
      has: (uid) => queue.has(uid) || work.isHeld(uid),
      get size() {
        return queue.size + work.heldCount
      },
      get depth() {
        return queue.depth
      },
    },
    now,
    monotonic,
    onMended: () => pictures.forgetAll(),
    onFault,
  })
  const pictures = createPictures({
    ...store,
    files,
    renderer,
    queue,
    isHeld: work.isHeld,
    now,
    onLost: (uid, error) => log.warn({ binding: uid, err: error }, 'A picture was lost and is drawn again'),
  })

  function onBindingChanged(uid: string): void {
    pictures.forget(uid)
    scheduler.poke(uid)
  }

  return { status, refreshParts, queue, scheduler, pictures, runNews, onBindingChanged }
}
