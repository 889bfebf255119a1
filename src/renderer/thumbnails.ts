import { bindingsApi } from './api/bindings.ts'

/** Small pictures that are kept while nobody looks at them. */
const KEPT = 300
/** Asked for at a time. */
const AT_A_TIME = 4
/** What passes by in a fast scroll is not asked for: only what stands for this long, in milliseconds. */
const STANDS_MS = 60

interface Entry {
  url: string
  users: number
}

const kept = new Map<string, Entry>()
const waiting: (() => void)[] = []
let running = 0

const keyOf = (hash: string, width: number): string => `${hash}.${width}`

/** The picture of that content where it is at hand. */
export const keptThumbnail = (hash: string, width: number): string | null => kept.get(keyOf(hash, width))?.url ?? null

/** Holds on to one that is at hand. Returns what lets go of it. */
export function holdThumbnail(hash: string, width: number): () => void {
  const entry = kept.get(keyOf(hash, width))
  if (!entry) return () => {}
  entry.users++
  return () => {
    entry.users--
    trim()
  }
}

/**
 * Reads the picture that a binding has now, where it is not at hand.
 * @param hash of the picture that is expected
 * @throws {ApiError} @throws {Unreachable} the signal's reason
 */
export async function readThumbnail(uid: string, hash: string, width: number, signal: AbortSignal): Promise<void> {
  await standing(signal)
  await turn(signal)
  try {
    if (kept.has(keyOf(hash, width))) return
    const url = URL.createObjectURL(await bindingsApi.thumbnail(uid, width, signal))
    kept.set(keyOf(hash, width), { url, users: 0 })
    trim()
  } finally {
    running--
    waiting.shift()?.()
  }
}

function standing(signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, STANDS_MS)
  signal.addEventListener('abort', () => {
    clearTimeout(timer)
    reject(signal.reason)
  })
  return promise
}

/** Waits for a place, which is then taken. One that is called off leaves it to the next. */
async function turn(signal: AbortSignal): Promise<void> {
  while (running >= AT_A_TIME) {
    await new Promise<void>((resolve) => waiting.push(resolve))
    if (signal.aborted) waiting.shift()?.()
    signal.throwIfAborted()
  }
  running++
}

/** Lets go of the oldest that nobody looks at. */
function trim(): void {
  for (const [key, { url, users }] of kept) {
    if (kept.size <= KEPT) return
    if (users > 0) continue
    URL.revokeObjectURL(url)
    kept.delete(key)
  }
}
