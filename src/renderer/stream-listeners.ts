import type { StreamEvent } from './event-stream.ts'

type Listener = (event: StreamEvent) => void
const listeners = new Set<Listener>()

/** Told of every event of the farm's stream as it comes. Returns what ends it. */
export function onStreamEvent(listener: Listener): () => void {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** For whoever reads the stream. */
export function tellOfStreamEvent(event: StreamEvent): void {
  for (const listener of listeners) listener(event)
}
