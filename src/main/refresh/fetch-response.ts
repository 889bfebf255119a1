import type { Dispatcher } from 'undici'
import { Problem } from '../../shared/errors.ts'
import { MAX_JSON_DEPTH, nestsDeeperThan } from '../../shared/json.ts'
import { type Mask, UNMASKED } from '../secrets/mask.ts'
import { decoderOf } from './fetch-charset.ts'
import { BrokenCoding, decodeBody, TooLarge, UnknownCoding } from './fetch-decode.ts'
import { findJsonFault } from './fetch-json-fault.ts'
import { type MediaType, parseMediaType, refusedType } from './fetch-media-type.ts'
import type { ResponseFacts } from './fetch-request.ts'

/** How much of a body a run keeps, in bytes. */
const BODY_START_BYTES = 2048
/** How much of it is decoded and masked before it is cut to that, so that no secret is cut in two. In bytes. */
const MASK_WINDOW_BYTES = 64 * 1024
/** The same where there is no secret: a character may come in four times the bytes that it has in UTF-8. In bytes. */
const PLAIN_WINDOW_BYTES = 4 * BODY_START_BYTES
/** How long the body of an error is waited for, in milliseconds: its status is known already. */
const START_LIMIT_MS = 1000

/** One header's value; of several, the first. */
export function headerOf(response: Dispatcher.ResponseData, name: string): string | null {
  return [response.headers[name] ?? []].flat()[0] ?? null
}

/** A response while it is read: what came of it is known even when the rest fails. */
export class ResponseReader {
  readonly #response: Dispatcher.ResponseData
  readonly #host: string
  readonly #mask: Mask
  readonly #media: MediaType | null
  readonly #chunks: Buffer[] = []
  #bytes = 0
  #complete = false

  constructor(response: Dispatcher.ResponseData, host: string, mask: Mask) {
    this.#response = response
    this.#host = host
    this.#mask = mask
    this.#media = parseMediaType(headerOf(response, 'content-type'))
  }

  /** Decoded bytes so far. */
  get bytes(): number {
    return this.#bytes
  }

  /** What may be kept of the response: every known secret masked. */
  facts(): ResponseFacts {
    const masked = (name: string) => {
      const value = headerOf(this.#response, name)
      return value === null ? null : this.#mask(value)
    }
    return {
      status: this.#response.statusCode,
      contentType: masked('content-type'),
      etag: masked('etag'),
      bytes: this.#bytes,
      bodyStart: this.#bodyStart(),
    }
  }

  /** A header that the next request sends back as it is; one that holds a secret is not kept at all. */
  validator(name: 'etag' | 'last-modified'): string | null {
    const value = headerOf(this.#response, name)
    return value !== null && this.#mask(value) === value ? value : null
  }

  /** Fails at `content_type` before a byte of the body is read, if what is declared can't be data; nothing is of no type. */
  checkType(): void {
    const { statusCode } = this.#response
    if (statusCode === 204 || statusCode === 205 || headerOf(this.#response, 'content-length') === '0') return
    const refused = refusedType(this.#media)
    if (refused === 'html') {
      throw this.#fault('content_type', `${this.#host} sent a web page (text/html), not JSON. Check the URL.`)
    }
    if (refused === 'binary') {
      throw this.#fault('content_type', `${this.#host} sent ${this.#typeName()}, not JSON. Check the URL.`)
    }
  }

  /** Reads the body, taking its codings off, up to `maxBytes` decoded. */
  async read(maxBytes: number, signal: AbortSignal): Promise<void> {
    const contentEncoding = [this.#response.headers['content-encoding'] ?? []].flat().join(',')
    const onChunk = (chunk: Buffer) => {
      this.#chunks.push(chunk)
      this.#bytes += chunk.length
    }
    try {
      await decodeBody(this.#response.body, { contentEncoding, maxBytes, signal, onChunk })
      this.#complete = true
    } catch (error) {
      if (error instanceof TooLarge) throw this.#tooLarge(maxBytes)
      if (error instanceof UnknownCoding) {
        throw this.#fault(
          'content_type',
          `${this.#host} sent a content encoding that was not asked for. Check the server.`,
        )
      }
      if (error instanceof BrokenCoding) {
        throw this.#fault('parse', `The compressed answer of ${this.#host} is broken. Check the server.`)
      }
      throw error
    }
  }

  /** Reads only as much as a run keeps, whatever happens to the rest. */
  async readStart(signal: AbortSignal): Promise<void> {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(START_LIMIT_MS)])
    await this.read(MASK_WINDOW_BYTES, soon).catch(() => {})
    this.discard()
  }

  /** Drops what is left of the body, and with it the connection; one that can have no body is as good as read. */
  discard(): void {
    const body = this.#response.body.on('error', () => {})
    if (this.#response.statusCode === 304) body.resume()
    else body.destroy()
  }

  /** Fails at `parse` if it is no JSON text, or nests too deep. */
  checkJson(text: string): void {
    if (/^[\t\n\r ]*$/.test(text)) {
      throw this.#fault('parse', `${this.#host} sent an empty answer. It must send JSON.`)
    }
    if (nestsDeeperThan(text)) {
      const message = `The JSON of ${this.#host} nests deeper than ${MAX_JSON_DEPTH} levels. Ask it for flatter data.`
      throw this.#fault('parse', message)
    }
    try {
      JSON.parse(text)
    } catch {
      const { line, column } = findJsonFault(text)
      const message = `${this.#host} did not send valid JSON: line ${line}, column ${column} is wrong. Check the URL.`
      throw this.#fault('parse', message)
    }
  }

  /** The body as text; fails at `content_type` for a charset that is not known. */
  text(): string {
    const body = Buffer.concat(this.#chunks)
    if (body.length === 0) return ''
    try {
      return decoderOf(body, this.#media).decode(body)
    } catch {
      const message = `${this.#host} declares a charset that is not known. It should send UTF-8.`
      throw this.#fault('content_type', message)
    }
  }

  #bodyStart(): string {
    const most = this.#mask === UNMASKED ? PLAIN_WINDOW_BYTES : MASK_WINDOW_BYTES
    const window = Buffer.concat(this.#chunks, Math.min(this.#bytes, most))
    const cutShort = !this.#complete || window.length < this.#bytes
    const text = this.#mask(decodeLeniently(window, this.#media), cutShort)
    const bytes = Buffer.from(text)
    if (bytes.length <= BODY_START_BYTES) return text
    // `stream` holds a character that the cut went through back, instead of making it U+FFFD.
    return new TextDecoder().decode(bytes.subarray(0, BODY_START_BYTES), { stream: true })
  }

  #typeName(): string {
    return /^[\w.+/-]{1,100}$/.test(this.#media?.type ?? '') ? this.#mask(this.#media?.type ?? '') : 'no text'
  }

  #tooLarge(maxBytes: number): Problem {
    const limit = `${Math.round((maxBytes / 1024 / 1024) * 10) / 10} MiB`
    return this.#fault('too_large', `${this.#host} sent more than ${limit}. Ask it for less data.`)
  }

  #fault(stage: 'content_type' | 'parse' | 'too_large', message: string): Problem {
    return new Problem('url-fetch-failed', message, {
      stage,
      retriable: false,
      upstreamStatus: this.#response.statusCode,
      members: { response: this.facts() },
    })
  }
}

function decodeLeniently(bytes: Buffer, media: MediaType | null): string {
  try {
    return decoderOf(bytes, media).decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}
