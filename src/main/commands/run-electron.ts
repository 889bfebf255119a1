import { spawn } from 'node:child_process'
import { STOP_SIGNALS } from '../process/stop-signals.ts'

/** Where the system gives it no sandbox or lacks a library Electron has ended long before this, in milliseconds. */
const START_LIMIT_MS = 10_000
/** How Chromium ends itself, and what a shell says of a program whose libraries are missing. */
const FAULTS: readonly (NodeJS.Signals | number | null)[] = ['SIGTRAP', 'SIGILL', 'SIGABRT', 'SIGSEGV', 'SIGBUS', 127]

/** On Windows, how long Electron may take to end by itself once it was told to, in milliseconds. */
const STOP_LIMIT_MS = 5_000

/**
 * Hands over to Electron, which reads the same flags; signals reach it too.
 * @returns once it has ended, why it could not start, or null
 */
export function runElectron(
  path: string,
  args: string[],
  platform: NodeJS.Platform = process.platform,
  stopLimitMs = STOP_LIMIT_MS,
): Promise<string | null> {
  // Terminals of programs that are made with Electron may hand this down, and it would be Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const start = performance.now()
  const child = spawn(path, args, { stdio: 'inherit', env })
  let limit: NodeJS.Timeout | undefined
  const passOn = (signal: NodeJS.Signals) => {
    if (platform !== 'win32') child.kill(signal)
    // Windows has no signals to send, and would end it at once; what ends a program in a console has reached it as well.
    else limit ??= setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  }
  for (const signal of STOP_SIGNALS) process.on(signal, passOn)
  const end = (fault: string | null) => {
    clearTimeout(limit)
    for (const signal of STOP_SIGNALS) process.off(signal, passOn)
    resolve(fault)
  }
  child.once('error', ({ message }) => end(`Electron can't be run (${message})`))
  child.once('exit', (code, signal) => {
    if (performance.now() - start < START_LIMIT_MS && FAULTS.includes(signal ?? code)) {
      return end(`Electron can't be run on this system (${signal ?? code})`)
    }
    process.exitCode = code ?? 1
    end(null)
  })
  return promise
}
