import { Problem } from '../../shared/errors.ts'
import { BrowserFault } from './browser-fault.ts'
import { heed } from './heed.ts'
import type { Drawn, RenderJob } from './render-job.ts'
import type { RenderProcess } from './render-process.ts'

/** What an attempt may take. */
export interface AttemptLimits {
  /** Milliseconds. */
  time: number
  /** Bytes, of the browser with all its processes. */
  memory: number
}

/** Most jobs are over before it is looked at once; a page can fill some 100 MB between two looks, in milliseconds. */
const MEMORY_LOOK_MS = 100

/**
 * One attempt at a job, ended by whatever comes first: the picture, a limit, the caller, the end of the browser.
 * @throws {BrowserFault} after which the process is of no more use
 * @throws {Problem} where the page itself is at fault; the signal's reason
 */
export async function attempt(
  process: RenderProcess,
  job: RenderJob,
  limits: AttemptLimits,
  signal?: AbortSignal,
): Promise<Drawn> {
  signal?.throwIfAborted()
  const ended = new AbortController()
  const cut = Promise.withResolvers<never>()
  const timer = setTimeout(() => cut.reject(new BrowserFault('time limit')), limits.time)
  const onAbort = () => cut.reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  const forget = heed(process.broken, (cause) => cut.reject(new BrowserFault('crash', cause)))
  const drawing = process.draw(job, ended.signal).catch((error) => {
    throw error instanceof Problem ? error : new BrowserFault('crash', error)
  })
  // Whichever of these loses the race is of no interest.
  drawing.catch(() => {})
  const watch = setInterval(async () => {
    if ((await process.memory()) > limits.memory) cut.reject(new BrowserFault('memory limit'))
  }, MEMORY_LOOK_MS)
  try {
    return await Promise.race([drawing, cut.promise])
  } finally {
    clearTimeout(timer)
    clearInterval(watch)
    forget()
    signal?.removeEventListener('abort', onAbort)
    // A look that is still under way may find something.
    cut.promise.catch(() => {})
    ended.abort(new Error('This attempt is over'))
  }
}
