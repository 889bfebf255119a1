/** What the farm's own browsers may take of the machine. */
export interface OwnLimits {
  /** Browsers at a time. */
  size: number
  /** Bytes that one may hold while it draws, beside what the size of the picture takes. */
  memoryLimit: number
}

const MAX_PROCESSES = 4
/** A process with a large picture in it needs about this much, in bytes. */
const MEMORY_PER_PROCESS = 1.5 * 1024 ** 3
/** Of the machine's memory, what one process may take at most. */
const MEMORY_SHARE = 0.6

/**
 * One browser more than there are cores, since each spends part of a job waiting for its next frame.
 * @param memory bytes that there are for all
 */
export function ownLimits(memory: number, cores: number): OwnLimits {
  const size = Math.min(MAX_PROCESSES, cores + 1, Math.floor(memory / MEMORY_PER_PROCESS))
  return { size: Math.max(1, size), memoryLimit: Math.min(MEMORY_PER_PROCESS, memory * MEMORY_SHARE) }
}
