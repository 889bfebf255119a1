import { lookup as systemLookup } from 'node:dns/promises'
import { orAborted } from '../aborted.ts'
import { limited } from '../limited.ts'
import type { Purpose } from './allow-list.ts'
import type { ResolvedAddress } from './judged-target.ts'

/** Every address of a name, in the order in which they should be tried. Rejects when there is none. */
export type Lookup = (hostname: string) => Promise<ResolvedAddress[]>

export const lookupAll: Lookup = (hostname) => systemLookup(hostname, { all: true, order: 'verbatim' })

type Answer = Promise<ResolvedAddress[]>
export type LookupFor = (hostname: string, purpose: Purpose, signal: AbortSignal) => Answer

/** Libuv's threads (4 where nothing else is said), of which half, rounded up, may ask for names at a time. */
const ASKING = Math.ceil(Number(process.env.UV_THREADPOOL_SIZE || 4) / 2)

/**
 * The system is asked on libuv's threads, and for a name whose server does not answer it holds one for many seconds,
 * whoever still waits. So pages and webhooks ask on half of those, which leaves the others to data, and nobody asks for a
 * name that is being asked for already.
 * @param abreast names that pages and webhooks ask for at a time
 */
export function createLookups(lookup: Lookup, abreast = Math.max(1, ASKING >> 1)): LookupFor {
  const underWay = new Map<string, Answer>()
  const waiting = new Map<string, { answer: Answer; signals: AbortSignal[] }>()
  const inTurn = limited(abreast)

  function ask(host: string): Answer {
    const known = underWay.get(host)
    if (known) return known
    const answer = lookup(host).finally(() => underWay.delete(host))
    underWay.set(host, answer)
    return answer
  }

  function askInTurn(host: string, signal: AbortSignal): Answer {
    const known = waiting.get(host)
    known?.signals.push(signal)
    return known?.answer ?? waitFor(host, [signal])
  }

  function waitFor(host: string, signals: AbortSignal[]): Answer {
    const askAtLast = async () => {
      waiting.delete(host)
      // Nobody waits for it any more.
      if (signals.every(({ aborted }) => aborted)) throw signals[0]?.reason
      return ask(host)
    }
    // Not before it is known to wait.
    const answer = Promise.resolve().then(() => inTurn(askAtLast))
    waiting.set(host, { answer, signals })
    return answer
  }

  return (host, purpose, signal) =>
    orAborted(underWay.get(host) ?? (purpose === 'data' ? ask(host) : askInTurn(host, signal)), signal)
}
