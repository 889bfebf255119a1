/** Milliseconds that users' code may run: a mapping's paths, or a template once it is compiled. */
export const DEFAULT_TIME_LIMIT_MS = 300
/**
 * Milliseconds for what comes before users' code: reading large data, which takes up to 300 for 5 MiB, or reading and
 * compiling a template, which takes as long for 500 KB of expressions.
 */
export const PREPARE_LIMIT_MS = 2_000
/** Data of so many characters is read on that time; to say that less has been read would take longer than to read it. */
export const LARGE_DATA_LENGTH = 100_000
/** Workers that are kept, so that one slow job delays no other. */
export const DEFAULT_WORKERS = 2
/** Heap of one worker, in MiB; past it the worker dies and only its job fails. */
export const WORKER_HEAP_MIB = 256
/** Milliseconds after which a worker ends a job by itself, where the farm that should have done so is gone. */
export const ORPHAN_TIME_LIMIT_MS = 30_000

/** Largest composed page, in bytes of UTF-8, and so the longest text that a helper may make. */
export const MAX_COMPOSED_BYTES = 10 * 1024 * 1024
/** Rounds of `#each` in one composition, nested ones counted. */
export const MAX_ITERATIONS = 10_000
/** Blocks and calls inside of each other, each `else if` counted; compiling takes time that grows faster than this. */
export const MAX_NESTING = 500
/** Longest text that `padStart` and `padEnd` make, in UTF-16 units. */
export const MAX_PADDED_LENGTH = 10_000

/** Values that one JSONPath query may select. */
export const MAX_NODES = 1_000_000
/** All mapped variables together, in characters of JSON: mapping `$` to many names multiplies the data. */
export const MAX_VARIABLES_LENGTH = 16 * 1024 * 1024

/** Compiled templates kept by each worker, by count and by characters of source. */
export const CACHED_TEMPLATES = 200
export const CACHED_TEMPLATE_CHARACTERS = 4_000_000
/** Mapping paths, read and kept by each worker, by count and by characters. */
export const CACHED_PATHS = 2_000
export const CACHED_PATH_CHARACTERS = 400_000
