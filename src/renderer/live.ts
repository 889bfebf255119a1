import type { BindingEvent, EventType } from '../shared/events.ts'
import { ApiError } from './api/ask.ts'
import { farmApi } from './api/farm.ts'
import { readEventStream, type StreamEvent } from './event-stream.ts'
import { useFarm } from './stores/farm.ts'
import { tellOfStreamEvent } from './stream-listeners.ts'
import { isBusy, loadAll, loadStatus, takeRefreshed } from './sync-stores.ts'
import { takeTemplateNews } from './template-news.ts'

/** Events come in bursts; what they touch is read once per burst, after this, in milliseconds. */
const BURST_MS = 100
/** From this many bindings on, the list is read whole instead of one by one. */
const MANY = 20
/** Waits between attempts to reach the farm, in milliseconds; the last one repeats. */
const RETRY_MS = [500, 1000, 2000, 4000]
/** The status has no event: it is read while something is under way, and seldom otherwise, in milliseconds. */
const STATUS_BUSY_MS = 2000
const STATUS_IDLE_MS = 15_000

/** Keeps the stores as the farm is, for as long as the session lasts. Returns what stops it. */
export function startLive(): () => void {
  const ending = new AbortController()
  const { signal } = ending
  void followEvents(signal)
  void followStatus(signal)
  const look = () => {
    if (document.visibilityState === 'visible') quietly(loadAll())
  }
  // What others change without a refresh (a pause, a deletion) has no event; a reader who comes back sees it.
  document.addEventListener('visibilitychange', look, { signal })
  return () => ending.abort()
}

async function followEvents(signal: AbortSignal): Promise<void> {
  let lastId: string | null = null
  const touched = createTouched(signal)
  for (let attempt = 0; !signal.aborted; attempt++) {
    const connection = new AbortController()
    try {
      const stream = await farmApi.events(lastId, AbortSignal.any([signal, connection.signal]))
      useFarm.setState({ connection: 'live' })
      // Read after the stream stands, so that nothing falls between the two.
      await loadAll()
      attempt = 0
      for await (const event of readEventStream(stream)) {
        lastId = event.id ?? lastId
        touched(event)
        tellOfStreamEvent(event)
        takeTemplateNews(event)
      }
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) return
    } finally {
      connection.abort()
    }
    if (signal.aborted) return
    loseConnection()
    await pause(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] ?? 0, signal)
  }
}

function loseConnection(): void {
  const wasLive = useFarm.getState().connection === 'live'
  useFarm.setState({ connection: 'lost', ...(wasLive && { lastSeenAt: Date.now() }) })
}

/** Gathers which bindings a burst of events is about, and reads them once it is over. */
function createTouched(signal: AbortSignal): (event: StreamEvent) => void {
  const uids = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | null = null
  const settle = async () => {
    timer = null
    const these = [...uids]
    uids.clear()
    const reading = these.length >= MANY ? [loadAll()] : [...these.map(takeRefreshed), loadStatus()]
    await Promise.all(reading.map(quietly))
  }
  signal.addEventListener('abort', () => timer && clearTimeout(timer))
  return (event) => {
    const uid = bindingOf(event)
    if (uid === null) return
    uids.add(uid)
    timer ??= setTimeout(settle, BURST_MS)
  }
}

const TELLING: readonly EventType[] = ['binding.updated', 'binding.failed']

function bindingOf({ type, data }: StreamEvent): string | null {
  if (!TELLING.some((each) => each === type)) return null
  return (JSON.parse(data) as { data: BindingEvent }).data.bindingId
}

async function followStatus(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await pause(isBusy() ? STATUS_BUSY_MS : STATUS_IDLE_MS, signal)
    const isLookedAt = document.visibilityState === 'visible' && useFarm.getState().connection === 'live'
    if (isLookedAt && !signal.aborted) await quietly(loadStatus())
  }
}

/** The event stream notices by itself when the farm is gone; a reading that failed is read again once it is back. */
const quietly = (reading: Promise<unknown>): Promise<unknown> => reading.catch(() => {})

function pause(ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const end = () => {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
    resolve()
  }
  const timer = setTimeout(end, ms)
  signal.addEventListener('abort', end)
  return promise
}
