import { Problem } from '../../shared/errors.ts'
import type { Drawn, RenderJob } from './render-job.ts'
import type { RenderProcess } from './render-process.ts'

/** The process was at fault, or was stuck: it has to be replaced. */
export class BrowserFault extends Error {
  override readonly name = 'BrowserFault'
  readonly kind: 'time limit' | 'crash'

  constructor(kind: 'time limit' | 'crash', cause?: unknown) {
    super(kind, { cause })
    this.kind = kind
  }
}

/**
 * One attempt at a job, ended by whatever comes first: the picture, the limit, the caller, the end of the browser.
 * @throws {BrowserFault} after which the process is of no more use
 * @throws {Problem} where the page itself is at fault; the signal's reason
 */
export async function attempt(
  process: RenderProcess,
  job: RenderJob,
  timeLimitMs: number,
  signal?: AbortSignal,
): Promise<Drawn> {
  const ended = new AbortController()
  const cut = Promise.withResolvers<never>()
  const timer = setTimeout(() => cut.reject(new BrowserFault('time limit')), timeLimitMs)
  const onAbort = () => cut.reject(signal?.reason)
  signal?.addEventListener('abort', onAbort, { once: true })
  const broken = process.broken.then((cause) => Promise.reject(new BrowserFault('crash', cause)))
  // Whichever of these loses the race is of no interest.
  broken.catch(() => {})
  const drawing = process.draw(job, ended.signal).catch((error) => {
    throw error instanceof Problem ? error : new BrowserFault('crash', error)
  })
  drawing.catch(() => {})
  try {
    return await Promise.race([drawing, cut.promise, broken])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', onAbort)
    ended.abort(new Error('This attempt is over'))
  }
}
