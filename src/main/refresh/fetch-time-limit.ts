import { performance } from 'node:perf_hooks'
import { Problem } from '../../shared/errors.ts'

/** The reason of a signal that fired because a fetch took too long. */
export class TimeLimit extends Error {}

/** How often the time is looked at; what a look is late by, this process did not run (stopped, or asleep) and can't count. */
const LOOK_MS = 500

/** A signal that follows the caller's and fires by itself, with a TimeLimit, after `ms` of this process's own time. */
export function startLimit(ms: number, signal: AbortSignal): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController()
  const onAbort = () => controller.abort(signal.reason)
  let left = ms
  let timer: NodeJS.Timeout
  const look = () => {
    const wait = Math.min(left, LOOK_MS)
    const since = performance.now()
    timer = setTimeout(() => {
      left -= Math.min(performance.now() - since, 2 * wait)
      if (left > 0) look()
      else controller.abort(new TimeLimit())
    }, wait)
  }
  look()
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
