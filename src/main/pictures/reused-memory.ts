/** Gives at least so many bytes, whatever stands in them. */
export type TakeMemory = (bytes: number) => ArrayBuffer

/** Memory for one piece of work after the other, each of which takes pieces of about the same sizes in the same order. */
export interface ReusedMemory {
  take: TakeMemory
  /** What was taken is not needed any more: from now on it is given out again. */
  reuse(): void
  /** What was taken stays with those who have it. */
  drop(): void
}

export function createReusedMemory(): ReusedMemory {
  const pieces: ArrayBuffer[] = []
  let next = 0
  return {
    take(bytes) {
      const kept = pieces[next]
      const piece = kept && kept.byteLength >= bytes ? kept : Buffer.allocUnsafeSlow(bytes).buffer
      pieces[next++] = piece
      return piece
    },
    reuse() {
      next = 0
    },
    drop() {
      pieces.length = 0
      next = 0
    },
  }
}
