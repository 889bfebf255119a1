import { app } from 'electron'
import type { Farm } from '../farm.ts'
import { relaunch } from './relaunch.ts'

/** A farm that takes longer than this to stop, in milliseconds, is left: what it has acknowledged is on disk. */
const DRAIN_LIMIT_MS = 4_500

export interface Quitting {
  /** Whether quitting has begun; from then on nothing is opened and nothing is worth a dialog. */
  hasBegun(): boolean
  /** Quits without a question: nobody may be there to answer. */
  quitNow(): void
  /** Quits, and starts again once the farm has stopped; unless the person would rather stay. */
  restart(): void
  /** Whether the person may still be asked whether to leave what is not saved. */
  mayAsk(): boolean
  /** The person would rather stay. */
  cancel(): void
}

/**
 * Quitting, by whatever way, first closes the window, which may ask, and then stops the farm, one that still starts too.
 * @param starting null is a farm that was never to be
 */
export function drainOnQuit(starting: Promise<Farm | null>): Quitting {
  let state: 'running' | 'closing' | 'draining' | 'drained' = 'running'
  let isAsking = true
  let isRestart = false
  app.on('before-quit', () => {
    if (state === 'running') state = 'closing'
  })
  app.on('will-quit', (event) => {
    if (state === 'drained') return
    event.preventDefault()
    if (state === 'draining') return
    state = 'draining'
    if (isRestart) relaunch({ isSeen: true })
    const limit = setTimeout(() => app.exit(0), DRAIN_LIMIT_MS)
    const drained = () => {
      clearTimeout(limit)
      state = 'drained'
      app.quit()
    }
    // One that did not start, or did not stop well, has nothing that could still be waited for.
    starting.then((farm) => farm?.stop()).then(drained, drained)
  })
  return {
    hasBegun: () => state !== 'running',
    mayAsk: () => isAsking,
    quitNow() {
      isAsking = false
      app.quit()
    },
    restart() {
      isRestart = true
      app.quit()
    },
    cancel() {
      if (state !== 'closing') return
      state = 'running'
      isRestart = false
    },
  }
}
