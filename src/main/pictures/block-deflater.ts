import { constants, createDeflateRaw } from 'node:zlib'

/**
 * Deflates one block after the other, each by itself: what it gives for one does not hang on those before, and can be
 * put in a row with that for others (RFC 1951). Good until the next block.
 */
export type BlockDeflater = (block: Uint8Array) => Promise<Uint8Array>

/** More than a block of so many bytes can take, packed as badly as it may be, with the header of a format around it. */
export const mostBytes = (length: number): number => length + (length >> 3) + 1024

/**
 * It keeps its memory, which takes as long to get as a small block to deflate.
 * @param level 1–9
 * @param chunkSize bytes of memory for what it gives; a few times a block
 */
export function createBlockDeflater(level: number, chunkSize: number): BlockDeflater {
  let stream: ReturnType<typeof open> | null = null
  return async (block) => {
    // Where a block meets the end of the memory, zlib may mark its end twice.
    if (!stream || stream.room < mostBytes(block.length)) {
      stream?.close()
      stream = open(level, Math.max(chunkSize, mostBytes(block.length)))
    }
    return stream.deflate(block)
  }
}

function open(level: number, chunkSize: number) {
  let room = chunkSize
  let given: Uint8Array | null = null
  // At the end of each block all is forgotten.
  const stream = createDeflateRaw({ level, chunkSize, memLevel: 9, flush: constants.Z_FULL_FLUSH })
  let memory: ArrayBufferLike | null = null
  stream.on('data', (part: Buffer) => {
    given = part
    memory = part.buffer
    room -= part.length
  })
  // Whoever has asked is told.
  stream.on('error', () => {})
  return {
    get room() {
      return room
    },
    deflate: (block: Uint8Array): Promise<Uint8Array> =>
      new Promise((resolve, reject) => {
        given = null
        stream.write(block, (error) => {
          if (given) resolve(given)
          else reject(error ?? new Error('Nothing was deflated'))
        })
      }),
    close() {
      stream.close()
      // Given back at once: left to be collected, it has V8 look through all that there is every few pictures. Small ones
      // are a part of what others have a part of.
      if (memory instanceof ArrayBuffer && memory.byteLength === chunkSize) memory.transfer(0)
    },
  }
}
