import { powerMonitor } from 'electron'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Quits when the machine shuts down or the process is told to. Electron's own answer to signals would let a page with
 * unsaved edits keep it from ending. Only once Electron is ready: it sets its own until then.
 * @returns what ends it
 */
export function quitWithSystem(quitNow: () => void): () => void {
  for (const signal of SIGNALS) process.on(signal, quitNow)
  powerMonitor.on('shutdown', quitNow)
  return () => {
    for (const signal of SIGNALS) process.off(signal, quitNow)
    powerMonitor.off('shutdown', quitNow)
  }
}
