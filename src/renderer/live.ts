import { ApiError } from './api/ask.ts'
import { farmApi } from './api/farm.ts'
import { createCatchUp } from './catch-up.ts'
import { readEventStream } from './event-stream.ts'
import { takeNews } from './news.ts'
import { forgetRefreshing } from './stores/bindings.ts'
import { useFarm } from './stores/farm.ts'
import { tellOfStreamEvent } from './stream-listeners.ts'
import { loadAll } from './sync-stores.ts'

/** Waits between attempts to reach the farm, in milliseconds; the last one repeats. */
const RETRY_MS = [500, 1000, 2000, 4000]

/** Keeps the stores as the farm is, for as long as the session lasts. Returns what stops it. */
export function startLive(): () => void {
  const ending = new AbortController()
  void followEvents(ending.signal)
  return () => ending.abort()
}

async function followEvents(signal: AbortSignal): Promise<void> {
  let lastId: string | null = null
  for (let attempt = 0; !signal.aborted; attempt++) {
    const connection = new AbortController()
    const ending = AbortSignal.any([signal, connection.signal])
    try {
      const stream = await farmApi.events(lastId, ending)
      useFarm.setState({ connection: 'live' })
      forgetRefreshing()
      // Read after the stream stands, so that nothing falls between the two; what it tells meanwhile is read after that.
      const catchUp = createCatchUp(loadAll(), ending)
      catchUp.loaded.then(
        () => {
          attempt = 0
        },
        () => connection.abort(),
      )
      for await (const event of readEventStream(stream)) {
        lastId = event.id ?? lastId
        takeNews(event)
        catchUp.take(event)
        tellOfStreamEvent(event)
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
