import { constants, deflateRawSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { createBlockDeflater } from '../../../src/main/pictures/block-deflater.ts'
import { seededRandom } from '../../torture/seeded-random.ts'

const random = seededRandom(3)
const noise = Uint8Array.from({ length: 300_000 }, () => random() * 256)

const alone = (block: Uint8Array) =>
  deflateRawSync(block, { level: 1, memLevel: 9, finishFlush: constants.Z_FULL_FLUSH, chunkSize: 1024 ** 2 })

it('gives what it gives for a block whatever came before, wherever its memory ends', async () => {
  const chunkSize = 2000
  for (let length = 600; length < 680; length++) {
    const deflate = createBlockDeflater(1, chunkSize)
    for (let at = 0; at < 8; at++) {
      const block = noise.subarray(at * length, (at + 1) * length)
      expect(Buffer.from(await deflate(block)).equals(alone(block))).toBe(true)
    }
  }
})

it('takes a block that is larger than its memory', async () => {
  const deflate = createBlockDeflater(1, 2000)
  for (const block of [noise.subarray(0, 100), noise, noise.subarray(7, 5000)])
    expect(Buffer.from(await deflate(block)).equals(alone(block))).toBe(true)
})
