import { type startLimit, TimeLimit } from '../../src/main/refresh/fetch-time-limit.ts'
import type { HostedServer } from './hosted-server.ts'

/**
 * A limit that is reached as soon as the API has taken a call in that it is not going to answer, and never before: no
 * clock is in it, so that a busy machine changes nothing.
 */
export const limitOnSilence =
  (api?: Pick<HostedServer, 'onSilence'>): typeof startLimit =>
  (_ms, signal) => {
    const late = new AbortController()
    const ignore = api?.onSilence(() => late.abort(new TimeLimit()))
    return { signal: AbortSignal.any([signal, late.signal]), clear: () => ignore?.() }
  }
