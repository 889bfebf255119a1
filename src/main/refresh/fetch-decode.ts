import { type Readable, Transform, type TransformCallback, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib'
import { orAborted } from '../aborted.ts'

/** The body grew past the limit. */
export class TooLarge extends Error {}
/** The Content-Encoding is none that was offered. */
export class UnknownCoding extends Error {}
/** The bytes are not what their Content-Encoding says. */
export class BrokenCoding extends Error {}

/** More codings than this are no compression but an attack: each may blow its input up a thousandfold. */
const MAX_CODINGS = 3
/** Headers and check sums that a coding may add to the body, in bytes. */
const CODING_SLACK = 64 * 1024
/** Largest zstd window, as a power of two: 8 MiB, all that a server may use over HTTP (RFC 9659). */
const ZSTD_WINDOW_LOG = 23

/** `deflate` is zlib's format by the RFC and the bare one by the habit of some servers; the first two bytes tell. */
class Inflate extends Transform {
  #inner: Transform | null = null
  /** What came before there were two bytes. */
  #begun = Buffer.alloc(0)

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    if (this.#inner) {
      this.#inner.write(chunk, done)
      return
    }
    this.#begun = Buffer.concat([this.#begun, chunk])
    if (this.#begun.length < 2) done()
    else this.#start(this.#begun).write(this.#begun, done)
  }

  override _read(size: number): void {
    this.#inner?.resume()
    super._read(size)
  }

  override _flush(done: TransformCallback): void {
    if (this.#inner) this.#inner.once('end', done).end()
    else done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner?.destroy()
    done(error)
  }

  #start(chunk: Buffer): Transform {
    const isZlib = ((chunk[0] ?? 0) & 0x0f) === 8 && (((chunk[0] ?? 0) << 8) | (chunk[1] ?? 0)) % 31 === 0
    const inner = isZlib ? createInflate() : createInflateRaw()
    inner.on('data', (data: Buffer) => {
      if (!this.push(data)) inner.pause()
    })
    inner.on('error', (error) => this.destroy(error))
    this.#inner = inner
    return inner
  }
}

function decoderFor(coding: string): Transform {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'br':
      return createBrotliDecompress()
    case 'zstd':
      return createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } })
    case 'deflate':
      return new Inflate()
    default:
      throw new UnknownCoding(coding)
  }
}

/** The codings of a Content-Encoding, in the order in which they were applied. */
function codingsOf(header: string): string[] {
  const codings = header.split(',').map((coding) => coding.trim().toLowerCase())
  return codings.filter((coding) => coding !== '' && coding !== 'identity')
}

function checkedCount(maxBytes: number, onChunk: (chunk: Buffer) => void) {
  let bytes = 0
  return (chunk: Buffer, done: (error?: Error | null) => void): void => {
    bytes += chunk.length
    if (bytes <= maxBytes) onChunk(chunk)
    done(bytes > maxBytes ? new TooLarge() : null)
  }
}

/** Fails as soon as more than `maxBytes` have come through. */
function counted(maxBytes: number): Transform {
  const layer = new Transform({ transform: (chunk: Buffer, _encoding, done) => check(chunk, done) })
  const check = checkedCount(maxBytes, (chunk) => layer.push(chunk))
  return layer
}

function sink(maxBytes: number, onChunk: (chunk: Buffer) => void): Writable {
  const check = checkedCount(maxBytes, onChunk)
  return new Writable({ write: (chunk: Buffer, _encoding, done) => check(chunk, done) })
}

const isCodingFault = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_(?!STREAM))/.test(String(error.code))

export interface DecodeOptions {
  contentEncoding: string
  /** Most decoded bytes. */
  maxBytes: number
  signal: AbortSignal
  /** Sees the decoded bytes as they come. */
  onChunk: (chunk: Buffer) => void
}

/** What most bodies are, without the machinery that layers need. */
function readPlain(body: Readable, maxBytes: number, onChunk: (chunk: Buffer) => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const check = checkedCount(maxBytes, onChunk)
  body.on('data', (chunk: Buffer) => check(chunk, (error) => error && reject(error)))
  let isRead = false
  body.once('end', () => {
    isRead = true
    resolve()
  })
  body.once('error', reject)
  body.once('close', () => isRead || reject(new Error('The body was closed before its end')))
  return promise
}

/**
 * Reads a body to its end, taking its codings off; every layer is counted as it flows, so that a bomb stops early and
 * is never held. Rejects with TooLarge, UnknownCoding, BrokenCoding, the signal's reason, or the body's own fault.
 */
export async function decodeBody(body: Readable, options: DecodeOptions): Promise<void> {
  const { contentEncoding, maxBytes, signal, onChunk } = options
  const codings = codingsOf(contentEncoding)
  if (codings.length > MAX_CODINGS) throw new UnknownCoding(contentEncoding)
  if (codings.length === 0) return orAborted(readPlain(body, maxBytes, onChunk), signal)
  const decoders = codings.toReversed().map(decoderFor)
  const layers = decoders.flatMap((decoder) => [counted(maxBytes + CODING_SLACK), decoder])
  try {
    await pipeline([body, ...layers, sink(maxBytes, onChunk)], { signal })
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (isCodingFault(error)) throw new BrokenCoding(codings.join(', '), { cause: error })
    throw error
  }
}
