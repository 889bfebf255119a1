import { Readable } from 'node:stream'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { decodeBody } from '../../../src/main/refresh/fetch-decode.ts'

const TEXT = '{"title":"byte by byte"}'

test.each([
  ['gzip', gzipSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['gzip, deflate', (body: Buffer) => deflateSync(gzipSync(body))],
])('%s comes off however a body is cut', async (contentEncoding, encode) => {
  const bytes = encode(Buffer.from(TEXT))
  const chunks: Buffer[] = []
  await decodeBody(Readable.from([...bytes].map((byte) => Buffer.from([byte]))), {
    contentEncoding,
    maxBytes: 1000,
    signal: new AbortController().signal,
    onChunk: (chunk) => void chunks.push(chunk),
  })
  expect(Buffer.concat(chunks).toString()).toBe(TEXT)
})
