import { spawn } from 'node:child_process'

/** Where the system gives it no sandbox or lacks a library Electron has ended long before this, in milliseconds. */
const START_LIMIT_MS = 10_000
/** How Chromium ends itself, and what a shell says of a program whose libraries are missing. */
const FAULTS: readonly (NodeJS.Signals | number | null)[] = ['SIGTRAP', 'SIGILL', 'SIGABRT', 'SIGSEGV', 'SIGBUS', 127]

/**
 * Hands over to Electron, which reads the same flags; signals reach it too.
 * @returns once it has ended, why it could not start, or null
 */
export function runElectron(path: string, args: string[]): Promise<string | null> {
  // Terminals of programs that are made with Electron may hand this down, and it would be Node.
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const { promise, resolve } = Promise.withResolvers<string | null>()
  const start = performance.now()
  const child = spawn(path, args, { stdio: 'inherit', env })
  const passOn = (signal: NodeJS.Signals) => void child.kill(signal)
  process.on('SIGINT', passOn).on('SIGTERM', passOn)
  const end = (fault: string | null) => {
    process.off('SIGINT', passOn).off('SIGTERM', passOn)
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
