import { crc32 } from 'node:zlib'

/** What every PNG begins with. */
export const PNG_SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** What a part of a PNG takes beside its content, in bytes. */
export const CHUNK_FRAME = 12

/** A part of a PNG (third edition, section 5.3). */
export const pngChunk = (type: string, ...contents: readonly Uint8Array[]): Buffer =>
  putPngChunk(Buffer.allocUnsafeSlow(lengthOf(contents) + CHUNK_FRAME), type, ...contents)

/** The same at the beginning of a piece of memory, as that part of it which it takes. */
export function putPngChunk(memory: Buffer, type: string, ...contents: readonly Uint8Array[]): Buffer {
  const length = lengthOf(contents)
  const chunk = memory.subarray(0, length + CHUNK_FRAME)
  chunk.writeUInt32BE(length)
  chunk.write(type, 4, 'latin1')
  let at = 8
  for (const content of contents) {
    chunk.set(content, at)
    at += content.length
  }
  chunk.writeUInt32BE(crc32(chunk.subarray(4, at)), at)
  return chunk
}

const lengthOf = (contents: readonly Uint8Array[]): number => contents.reduce((sum, { length }) => sum + length, 0)

/** What a PNG says of itself first: eight bits a channel, red, green and blue. */
export function rgbHeader(width: number, height: number): Buffer {
  const content = Buffer.alloc(13)
  content.writeUInt32BE(width)
  content.writeUInt32BE(height, 4)
  content.set([8, 2], 8)
  return pngChunk('IHDR', content)
}
