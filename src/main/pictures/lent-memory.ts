/** Contents by name, for as long as somebody holds them; whoever asks meanwhile gets the same memory. */
export interface LentMemory {
  find(name: string): Buffer | undefined
  lend(name: string, content: Buffer): void
  /** Whoever asks from now on gets nothing. */
  forget(name: string): void
}

/**
 * What is too large to be kept would be read anew for whoever asks, and held until its last byte is sent: by hundreds who
 * read slowly, hundreds of times.
 */
export function createLentMemory(): LentMemory {
  const lent = new Map<string, WeakRef<ArrayBufferLike>>()
  const ended = new FinalizationRegistry<string>((name) => {
    if (!lent.get(name)?.deref()) lent.delete(name)
  })
  return {
    find(name) {
      const memory = lent.get(name)?.deref()
      return memory && Buffer.from(memory)
    },
    /** Of memory that holds nothing else. A part of it that is sent holds it too, so not the buffer but this is looked after. */
    lend(name, { buffer }) {
      lent.set(name, new WeakRef(buffer))
      ended.register(buffer, name)
    },
    forget: (name) => void lent.delete(name),
  }
}
