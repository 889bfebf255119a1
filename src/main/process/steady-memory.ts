/**
 * What glibc (mallopt(3)) reads when a process starts, and only then; in bytes where it is a size. Pictures are
 * allocated and freed on a dozen threads. By itself glibc gives each an arena of its own, and the larger the blocks that
 * were freed, the more it keeps of every arena: hundreds of megabytes in the end, in holes. Whatever is read from a
 * pipe or a connection is put into 64 KB first; these, and what libvips and V8's compilers take, are best given back.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: String(16 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(1024 ** 2),
}

/**
 * What each half of V8's young generation may grow to, in MB, which it never gives back; by itself V8 takes 32. Measured
 * in docs/decisions/021-memory-given-back.md.
 */
const YOUNG = '--max-semi-space-size=16'

/**
 * Starts this very program again in its own place (Linux), with settings under which what a picture took is given back.
 * To be called before anything is loaded, since that is lost. What the user has set stays.
 */
export function keepMemorySteady(): void {
  const { execArgv, execPath, argv, env } = process
  const isDone = Object.keys(ALLOCATOR).every((name) => env[name] !== undefined)
  // One that was forked would lose what its parent tells it.
  if (process.platform !== 'linux' || isDone || process.connected) return
  const own = env.NODE_OPTIONS?.includes('semi-space') ? [] : [YOUNG]
  process.execve?.(execPath, [execPath, ...own, ...execArgv, ...argv.slice(1)], { ...ALLOCATOR, ...env })
}
