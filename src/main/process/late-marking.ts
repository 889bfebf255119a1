import { setFlagsFromString } from 'node:v8'

/** Shares of what V8 lets its heap grow by, in percent: to begin beside other work, and at once. */
const TRIGGERS = { soft: 70, hard: 90 }

/**
 * Has V8 look through its whole heap for garbage when most of what it may grow by is used. By itself it begins as soon as
 * less is left than its young generation may take, which with buffers of half a megabyte, as each picture leaves one, is
 * every dozen pictures (docs/decisions/021-memory-given-back.md).
 */
export function markLate(): void {
  for (const [kind, percent] of Object.entries(TRIGGERS)) {
    setFlagsFromString(`--incremental-marking-${kind}-trigger=${percent}`)
  }
}
