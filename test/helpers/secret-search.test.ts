import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { secretSearch } from './secret-search.ts'

const SECRET = 'pl4nted0secret7of5letters'
const { findIn } = secretSearch(SECRET)
const around = (bytes: Buffer | string) =>
  Buffer.concat([Buffer.from('before '), Buffer.from(bytes), Buffer.from(' after')])

describe('a planted secret is found', () => {
  test.each<[string, Buffer | string]>([
    ['as it is', SECRET],
    ['in capitals', SECRET.toUpperCase()],
    ['reversed', [...SECRET].reverse().join('')],
    ['in UTF-16', Buffer.from(SECRET, 'utf16le')],
    ['in hex', Buffer.from(SECRET).toString('hex')],
    ['percent-encoded', [...Buffer.from(SECRET)].map((byte) => `%${byte.toString(16)}`).join('')],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64, one byte in', Buffer.from(`u${SECRET}x`).toString('base64')],
    ['in base64url, two bytes in', Buffer.from(`me${SECRET}xy`).toString('base64url')],
    ['in gzip', gzipSync(`x ${SECRET}`)],
    ['in deflate', deflateSync(`x ${SECRET}`)],
    ['in zstd', zstdCompressSync(`x ${SECRET}`)],
    ['in base64 in gzip', gzipSync(Buffer.from(SECRET).toString('base64'))],
  ])('%s', (_, bytes) => {
    expect(findIn(around(bytes))).not.toEqual([])
  })

  test('in brotli', () => {
    expect(findIn(brotliCompressSync(SECRET))).not.toEqual([])
  })
})

test('of several each is found, and said which it is', () => {
  const other = 'an0ther0secret'
  expect(secretSearch(SECRET, other).findIn(around(gzipSync(other)))).toEqual([`${other} as it is, in gzip`])
  expect(secretSearch(SECRET, other).findIn(around(SECRET))).toEqual([`${SECRET} as it is`])
})

test('what is not there is not found', () => {
  expect(findIn(around(gzipSync('pl4nted0secret7of5others')))).toEqual([])
})
