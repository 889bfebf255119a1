import { timeoutFault } from './connect-faults.ts'

/** Lookup, connection and TLS handshake together may take this long, in milliseconds. */
const CONNECT_LIMIT_MS = 10_000

/** Runs `work` with a signal that follows `ended`, and fires as a fault of stage `timeout` after the limit. */
export async function withConnectLimit<T>(
  place: string,
  ended: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const timer = setTimeout(() => controller.abort(timeoutFault(place)), CONNECT_LIMIT_MS)
  try {
    return await work(AbortSignal.any([controller.signal, ended]))
  } finally {
    clearTimeout(timer)
  }
}
