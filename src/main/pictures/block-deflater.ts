import { constants, createDeflateRaw } from 'node:zlib'

/**
 * Deflates one block after the other, each by itself: what it gives for one does not hang on those before, and can be
 * put in a row with that for others (RFC 1951).
 */
export type BlockDeflater = (block: Uint8Array) => Promise<Uint8Array[]>

/**
 * It keeps its memory, which takes as long to get as a small block to deflate.
 * @param level 1–9
 * @param chunkSize bytes that it gives in one piece
 */
export function createBlockDeflater(level: number, chunkSize: number): BlockDeflater {
  let parts: Uint8Array[] = []
  // At the end of each block all is forgotten.
  const stream = createDeflateRaw({ level, chunkSize, memLevel: 9, flush: constants.Z_FULL_FLUSH })
  stream.on('data', (part: Buffer) => parts.push(part))
  // Whoever has asked is told.
  stream.on('error', () => {})
  return (block) =>
    new Promise((resolve, reject) => {
      parts = []
      stream.write(block, (error) => (error ? reject(error) : resolve(parts)))
    })
}
