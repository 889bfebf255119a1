import { writeSync } from 'node:fs'

/** Where finished log lines go. */
export interface LogSink {
  write(line: string): void
}

/** Lines that a reader has not taken are kept up to this many characters; more are dropped and counted. */
const MAX_WAITING = 1024 * 1024
/** A reader that was behind is tried again after this, milliseconds. */
const RETRY_MS = 100

/** What writes bytes, and how many of them it took; throws as `fs.writeSync` does. */
export type WriteBytes = (bytes: Buffer) => number

/**
 * A sink that neither fails nor waits: the farm goes on when nobody reads its log, the pipe is closed or the disk is
 * full. Lines that could not be written are told of by their number once writing works again.
 */
export function createLogSink(writeBytes: WriteBytes): LogSink {
  /** `stands` for so many lines: the one that tells of lost ones stands for those. */
  let waiting: { bytes: Buffer; stands: number }[] = []
  let size = 0
  let lost = 0
  /** The last line was cut off in its middle. */
  let isTorn = false
  let isRetrying = false

  function drop(): void {
    for (const { stands } of waiting) lost += stands
    waiting = []
    size = 0
  }

  function flush(): void {
    try {
      for (let first = waiting[0]; first; first = waiting[0]) {
        const taken = writeBytes(first.bytes)
        size -= taken
        isTorn = taken < first.bytes.length
        if (isTorn) first.bytes = first.bytes.subarray(taken)
        else waiting.shift()
        tellOfLoss()
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') tryLater()
      else drop()
    }
  }

  function tryLater(): void {
    if (isRetrying) return
    isRetrying = true
    setTimeout(() => {
      isRetrying = false
      flush()
    }, RETRY_MS).unref()
  }

  function add(line: string, stands = 1): void {
    const bytes = Buffer.from(line)
    waiting.push({ bytes, stands })
    size += bytes.length
  }

  function tellOfLoss(): void {
    if (lost === 0 || waiting.length > 0) return
    add(`${isTorn ? '\n' : ''}${lossOf(lost)}\n`, lost)
    lost = 0
  }

  return {
    write(line) {
      if (size > MAX_WAITING) {
        lost++
        flush()
        return
      }
      tellOfLoss()
      add(line)
      flush()
    },
  }
}

const lossOf = (lost: number): string =>
  JSON.stringify({ level: 'warn', time: new Date().toISOString(), lost, msg: 'Log lines were lost' })

/** The sink of stderr. */
export function stderrSink(): LogSink {
  // Being asked for, Node's own stream makes a pipe or socket one that does not wait for its reader; written to, it would
  // keep all that is not read.
  const { fd } = process.stderr
  return createLogSink((bytes) => writeSync(fd, bytes))
}
