import { app, type BrowserWindow, type Event, powerMonitor } from 'electron'
import { STOP_SIGNALS } from '../process/stop-signals.ts'

/**
 * Quits when the machine shuts down or the process is told to. Electron's own answer to signals would let a page with
 * unsaved edits keep it from ending. Only once Electron is ready: it sets its own until then.
 * @returns what ends it
 */
export function quitWithSystem(quitNow: () => void): () => void {
  for (const signal of STOP_SIGNALS) process.on(signal, quitNow)
  // Typed without its event, which Electron documents all the same.
  const onShutdown = (event?: Event) => {
    // So that the system waits for the farm, which is quick about it.
    event?.preventDefault()
    quitNow()
  }
  powerMonitor.on('shutdown', onShutdown)
  // Windows tells it to windows alone.
  const onWindow = (_event: Event, window: BrowserWindow) => window.once('session-end', quitNow)
  app.on('browser-window-created', onWindow)
  return () => {
    for (const signal of STOP_SIGNALS) process.off(signal, quitNow)
    powerMonitor.off('shutdown', onShutdown)
    app.off('browser-window-created', onWindow)
  }
}
