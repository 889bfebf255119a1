import { app, BrowserWindow } from 'electron'
import type { Farm } from '../farm.ts'

/** A farm that takes longer than this to stop, in milliseconds, is left: what it has acknowledged is on disk. */
const DRAIN_LIMIT_MS = 4_500

export interface Quitting {
  /** Whether quitting has begun; from then on nothing is opened and nothing is worth a dialog. */
  hasBegun(): boolean
}

/** Quitting, by whatever way, first stops the farm, one that still starts too. */
export function drainOnQuit(starting: Promise<Farm>): Quitting {
  let state: 'running' | 'draining' | 'drained' = 'running'
  app.on('before-quit', (event) => {
    if (state === 'drained') return
    event.preventDefault()
    if (state === 'draining') return
    state = 'draining'
    for (const window of BrowserWindow.getAllWindows()) window.hide()
    const limit = setTimeout(() => app.exit(0), DRAIN_LIMIT_MS)
    const drained = () => {
      clearTimeout(limit)
      state = 'drained'
      app.quit()
    }
    // One that did not start, or did not stop well, has nothing that could still be waited for.
    starting.then((farm) => farm.stop()).then(drained, drained)
  })
  return { hasBegun: () => state !== 'running' }
}
