import { type Dispatcher, errors } from 'undici'
import { Problem } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { orAborted } from '../aborted.ts'
import { BrokenCoding, decodeBody, TooLarge, UnknownCoding } from '../refresh/fetch-decode.ts'
import { startLimit } from '../refresh/fetch-time-limit.ts'
import { HostedFault } from './hosted.ts'

export interface HostedRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the base of the API, with its query. */
  path: string
  body?: JsonObject
  headers?: Record<string, string>
}

/** What came back, whatever it is. */
export interface HostedAnswer {
  status: number
  /** One value a name, in lower case. */
  headers: Partial<Record<string, string>>
  text: string
}

export interface ExchangeParts {
  dispatcher: Dispatcher
  /** With the prefix of the API, without a final slash. */
  base: URL
  key: string
  /** Bindery's, for User-Agent. */
  version: string
  /** For one request with its whole answer, milliseconds. Default 30 000. */
  timeLimitMs?: number
  /** Starts that limit. Default by this process's own time. */
  startLimit?: typeof startLimit
  /** Decoded bytes of an answer. Default 32 MiB. */
  maxBytes?: number
}

export type Exchange = (request: HostedRequest, signal: AbortSignal) => Promise<HostedAnswer>

/** An answer that grew past what is read: a smaller page may do. */
export class TooLargeAnswer extends HostedFault {}

export const isWrite = ({ method }: Pick<HostedRequest, 'method'>): boolean => method !== 'GET'

/**
 * Sends one request and reads its answer. Redirects are answers like others: the key goes to the base's origin alone.
 * @throws {HostedFault} `offline` where there is no answer; `not_an_api` for one that can't be read
 */
export function createExchange(parts: ExchangeParts): Exchange {
  const { dispatcher, base, key, version, timeLimitMs = 30_000, maxBytes = 32 * 1024 * 1024 } = parts
  const start = parts.startLimit ?? startLimit

  const send = ({ method, path, body, headers }: HostedRequest, signal: AbortSignal) =>
    dispatcher.request({
      origin: base.origin,
      path: `${base.pathname.replace(/\/$/, '')}${path}`,
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        'accept-encoding': 'gzip, br, zstd',
        'user-agent': `Bindery/${version}`,
        ...headers,
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
      signal,
      // The one limit is over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
    })

  return async function exchange(request, signal) {
    signal.throwIfAborted()
    const limit = start(timeLimitMs, signal)
    try {
      const response = await orAborted(send(request, limit.signal), limit.signal, ({ body }) => discard(body))
      const text = await readText(response, maxBytes, limit.signal)
      return { status: response.statusCode, headers: firstOfEach(response.headers), text }
    } catch (error) {
      if (signal.aborted) throw signal.reason
      const isLate = limit.signal.aborted
      throw noAnswer(base.host, error, { isLate, timeLimitMs, isWrite: isWrite(request) })
    } finally {
      limit.clear()
    }
  }
}

const discard = (body: Dispatcher.ResponseData['body']) => void body.on('error', () => {}).destroy()

const firstOfEach = (headers: Dispatcher.ResponseData['headers']): HostedAnswer['headers'] =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat()[0] ?? '']))

async function readText(
  { body, headers }: Dispatcher.ResponseData,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const chunks: Buffer[] = []
  const contentEncoding = [headers['content-encoding'] ?? []].flat().join(',')
  try {
    await decodeBody(body, { contentEncoding, maxBytes, signal, onChunk: (chunk) => void chunks.push(chunk) })
  } finally {
    discard(body)
  }
  // A byte order mark is no part of JSON (RFC 8259, section 8.1); this decoder takes it off.
  return new TextDecoder().decode(Buffer.concat(chunks))
}

interface Circumstances {
  isLate: boolean
  timeLimitMs: number
  isWrite: boolean
}

/** Until a connection stands nothing is sent; after that nobody knows what became of a write. */
function noAnswer(host: string, error: unknown, { isLate, timeLimitMs, isWrite }: Circumstances): HostedFault {
  const isOutcomeUnknown = isWrite
  if (isLate)
    return new HostedFault('offline', `${host} did not answer within ${timeLimitMs / 1000} s.`, { isOutcomeUnknown })
  if (error instanceof Problem) return new HostedFault('offline', error.message, { cause: error })
  if (error instanceof TooLarge)
    return new TooLargeAnswer('not_an_api', `${host} answered more than can be read.`, { isOutcomeUnknown })
  if (error instanceof UnknownCoding || error instanceof BrokenCoding)
    return new HostedFault('not_an_api', `The answer of ${host} is packed in a way that can't be read.`, {
      isOutcomeUnknown,
    })
  if (error instanceof errors.HTTPParserError || error instanceof errors.HeadersOverflowError)
    return new HostedFault('not_an_api', `${host} did not answer in HTTP as it should.`, { isOutcomeUnknown })
  return new HostedFault('offline', `${host} broke the connection off.`, { isOutcomeUnknown, cause: error })
}
