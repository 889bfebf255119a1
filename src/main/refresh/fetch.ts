import { performance } from 'node:perf_hooks'
import type { Dispatcher } from 'undici'
import { Problem } from '../../shared/errors.ts'
import { orAborted } from '../aborted.ts'
import { sha256 } from '../hash.ts'
import type { Gate } from '../network/gate.ts'
import { createMask, type Mask, maskJson, maskProblem } from '../secrets/mask.ts'
import { exchangeFault } from './fetch-faults.ts'
import { type Hop, headersOf, isConditional, isRedirect, nextHop, urlOf } from './fetch-hop.ts'
import { createOriginLimiter, type OnWait, type OriginLimiter, type Slot } from './fetch-limiter.ts'
import type { Fetched, FetchRequest } from './fetch-request.ts'
import { headerOf, ResponseReader } from './fetch-response.ts'
import { knownSecrets } from './fetch-secrets.ts'
import { statusProblem } from './fetch-status.ts'
import { lateFault, startLimit, TimeLimit } from './fetch-time-limit.ts'

export type { FetchCredentials } from './fetch-credentials.ts'
export type { Fetched, FetchRequest, ResponseFacts } from './fetch-request.ts'

export interface FetcherOptions {
  gate: Gate
  /** Milliseconds since the epoch; only dates in Retry-After are measured by it. Default: Date.now. */
  clock?: () => number
  /** Bindery's, for User-Agent. */
  version: string
  /** Requests at a time to one origin. Default 6. */
  perOrigin?: number
  /** For one fetch with all its redirects, from its first slot on, in milliseconds. Default 10 000. */
  timeLimitMs?: number
  /** Decoded bytes of a body. Default 5 MiB. */
  maxBytes?: number
  /** Redirects in a row. Default 5. */
  maxRedirects?: number
}

export interface Fetcher {
  /**
   * Fetches JSON. Throws a Problem (`blocked-url`, or `url-fetch-failed` with its stage), or the signal's reason.
   * A Problem after the response began carries a `ResponseFacts` in `options.members.response`. `onWait` is told while it
   * waits for a place at its origin.
   */
  fetch(request: FetchRequest, signal?: AbortSignal, onWait?: OnWait): Promise<Fetched>
}

const NEVER = new AbortController().signal

/** What is the same at every hop of one fetch. */
interface Journey {
  request: FetchRequest
  /** Hides every secret, for what is kept to be looked at. */
  mask: Mask
  /** Hides those that a source can only have echoed, for data and messages. */
  maskEcho: Mask
  signal: AbortSignal
}

type Arrival = Omit<Extract<Fetched, { kind: 'data' }>, 'durationMs' | 'queueMs'>
type Unchanged = Omit<Extract<Fetched, { kind: 'not_modified' }>, 'durationMs' | 'queueMs'>

export function createFetcher(options: FetcherOptions): Fetcher {
  const { gate, version, clock = Date.now } = options
  const { timeLimitMs = 10_000, maxBytes = 5 * 1024 * 1024, maxRedirects = 5 } = options
  const limiter: OriginLimiter = createOriginLimiter(options.perOrigin ?? 6)
  const dispatcher = gate.dispatcher('data')

  /** Sends one request; gives up when the signal does. */
  async function send(hop: Hop, { request, signal }: Journey): Promise<Dispatcher.ResponseData> {
    const url = urlOf(hop, request.credentials)
    const sent = dispatcher.request({
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: hop.method,
      headers: headersOf(hop, request, version),
      body: hop.method === 'POST' ? request.body : null,
      signal,
      // The one limit is the fetch's own, over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
    // Undici notices an abort only once there is a connection, which may take its whole time limit.
    return orAborted(sent, signal, ({ body }) => body.on('error', () => {}).destroy())
  }

  function unchanged(reader: ResponseReader, { validators }: FetchRequest): Unchanged {
    return {
      kind: 'not_modified',
      status: 304,
      etag: reader.validator('etag') ?? validators?.etag ?? null,
      lastModified: reader.validator('last-modified') ?? validators?.lastModified ?? null,
    }
  }

  async function arrive(
    response: Dispatcher.ResponseData,
    reader: ResponseReader,
    { url }: Hop,
    { request, maskEcho, signal }: Journey,
  ): Promise<Arrival> {
    reader.checkType()
    await reader.read(maxBytes, signal)
    const { text, hash } = readData(reader, request.validators?.hash, maskEcho)
    const { contentType, bodyStart } = reader.facts()
    return {
      kind: 'data',
      status: response.statusCode,
      contentType,
      etag: reader.validator('etag'),
      lastModified: reader.validator('last-modified'),
      address: gate.peerOf(url, 'data'),
      bytes: reader.bytes,
      text,
      hash,
      bodyStart,
    }
  }

  /** One hop: the answer, or the hop that it points to. */
  async function visit(hop: Hop, journey: Journey): Promise<Arrival | Unchanged | Hop> {
    let reader: ResponseReader | null = null
    try {
      const response = await send(hop, journey)
      reader = new ResponseReader(response, hop.url.host, journey.mask)
      const status = response.statusCode
      const location = isRedirect(status) ? headerOf(response, 'location') : null
      const next = location === null ? null : nextHop(hop, status, location)
      if (next) return next
      if (status === 304 && isConditional(hop, journey.request)) {
        return unchanged(reader, journey.request)
      }
      if (status >= 200 && status < 300) return await arrive(response, reader, hop, journey)
      await reader.readStart(journey.signal)
      throw statusProblem(hop.url.host, reader.facts(), headerOf(response, 'retry-after'), clock())
    } catch (error) {
      throw explain(error, hop, reader, journey)
    } finally {
      reader?.discard()
    }
  }

  function explain(error: unknown, hop: Hop, reader: ResponseReader | null, { signal }: Journey): unknown {
    // The caller's own abort is passed on as it is; the time limit is a fault like the others.
    if (signal.aborted && !(signal.reason instanceof TimeLimit)) return signal.reason
    const cause = signal.aborted && !(error instanceof Problem) ? lateFault(hop.url.host, timeLimitMs) : error
    return exchangeFault(hop.url.host, cause, reader?.facts() ?? null)
  }

  /** Follows redirects; each hop waits for its own origin's slot and holds no other meanwhile. */
  async function travel(first: Hop, firstSlot: Slot, journey: Journey): Promise<Arrival | Unchanged> {
    let hop = first
    let slot = firstSlot
    try {
      for (let redirects = 0; ; redirects++) {
        const result = await visit(hop, journey)
        if ('kind' in result) return result
        if (redirects === maxRedirects) throw tooManyRedirects(hop.url.host, maxRedirects)
        slot.release()
        await checkScheme(result, journey)
        slot = await limiter.take(result.url.origin, journey.signal).catch((error: unknown) => {
          throw explain(error, result, null, journey)
        })
        hop = result
      }
    } finally {
      slot.release()
    }
  }

  /** The gate judges every connection; only what is no http address at all never gets that far. */
  async function checkScheme(hop: Hop, { signal }: Journey): Promise<void> {
    if (hop.url.protocol !== 'http:' && hop.url.protocol !== 'https:') await gate.judge(hop.url, 'data', signal)
  }

  return {
    async fetch(request, signal = NEVER, onWait) {
      signal.throwIfAborted()
      const url = URL.parse(request.url)
      if (!url) {
        throw new Problem('url-fetch-failed', 'The source has no valid address. Edit its URL.', {
          stage: 'connect',
          retriable: false,
        })
      }
      const first: Hop = { url, method: request.method, trusted: true }
      const secrets = knownSecrets(request, url)
      const masks = { mask: createMask(secrets.all), maskEcho: createMask(secrets.unmistakable) }
      await checkScheme(first, { request, ...masks, signal })
      const slot = await limiter.take(url.origin, signal, onWait)
      const startedAt = performance.now()
      const limit = startLimit(timeLimitMs, signal)
      try {
        const result = await travel(first, slot, { request, ...masks, signal: limit.signal })
        return { ...result, durationMs: performance.now() - startedAt, queueMs: slot.queueMs }
      } catch (error) {
        throw error instanceof Problem && error !== signal.reason ? maskProblem(error, masks.maskEcho) : error
      } finally {
        limit.clear()
      }
    },
  }
}

/** The data of an answer. `known` is the hash of such that were read, found good and masked before. */
function readData(reader: ResponseReader, known: string | undefined, mask: Mask): { text: string; hash: string } {
  const text = reader.text()
  const hash = sha256(text)
  if (hash === known) return { text, hash }
  reader.checkJson(text)
  const masked = maskJson(text, mask)
  return { text: masked, hash: masked === text ? hash : sha256(masked) }
}

function tooManyRedirects(host: string, max: number): Problem {
  const message = `The source was redirected more than ${max} times, last by ${host}. Use the final URL.`
  return new Problem('url-fetch-failed', message, { stage: 'status', retriable: false })
}
