import { Problem } from '../../shared/errors.ts'

/** The reason of a signal that fired because a fetch took too long. */
export class TimeLimit extends Error {}

/** A signal that follows the caller's and fires by itself, with a TimeLimit, after `ms`. */
export function startLimit(ms: number, signal: AbortSignal): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController()
  const onAbort = () => controller.abort(signal.reason)
  const timer = setTimeout(() => controller.abort(new TimeLimit()), ms)
  if (signal.aborted) onAbort()
  signal.addEventListener('abort', onAbort, { once: true })
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    },
  }
}

export function lateFault(host: string, ms: number): Problem {
  const message = `${host} did not send its whole answer within ${ms / 1000} s. Try again, or ask it for less data.`
  return new Problem('url-fetch-failed', message, { stage: 'timeout' })
}
