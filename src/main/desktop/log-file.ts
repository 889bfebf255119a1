import { closeSync, fstatSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { createLogSink, type LogSink } from '../log/log-sink.ts'
import { renameFileSync } from '../process/rename-file.ts'

/** A file of this many bytes becomes the older one, whose place a new one takes. */
const MAX_BYTES = 5 * 1024 ** 2

export const logFile = (dataDir: string): string => join(dataDir, 'bindery.log')

/** The log of the desktop as a file: nobody keeps what a program says that was started by its icon. */
export function logFileSink(dataDir: string, maxBytes = MAX_BYTES): LogSink {
  const path = logFile(dataDir)
  let open: { file: number; size: number } | null = null
  const reopen = () => {
    const file = openSync(path, 'a', 0o600)
    open = { file, size: fstatSync(file).size }
    return open
  }
  const turn = ({ file }: { file: number }) => {
    open = null
    closeSync(file)
    try {
      renameFileSync(path, join(dataDir, 'bindery.older.log'))
    } catch {
      // Somebody reads one of the two, on Windows: it is tried again once as much more is in it.
      open = { ...reopen(), size: 0 }
    }
  }
  return createLogSink((bytes) => {
    if (open && open.size >= maxBytes) turn(open)
    const current = open ?? reopen()
    const taken = writeSync(current.file, bytes)
    current.size += taken
    return taken
  })
}

/** One sink of several; each fails for itself alone. */
export const toAll = (...sinks: LogSink[]): LogSink => ({
  write(line) {
    for (const sink of sinks) sink.write(line)
  },
})
