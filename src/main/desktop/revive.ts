import type { DeskWindow } from './window.ts'

/** A page that dies again within this, in milliseconds, would die once more. */
const AGAIN_MS = 10_000

/**
 * Shows the UI anew when the process of its page has died: the farm goes on, and so should its window. A page that dies
 * again at once is left until somebody asks to see it.
 */
export function revivePage(
  { window }: DeskWindow,
  reload: () => Promise<void>,
  monotonic: () => number = () => performance.now(),
): void {
  // Where even that fails the farm is ending, and the window with it.
  const tryToReload = () => void reload().catch(() => {})
  let last = Number.NEGATIVE_INFINITY
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const isTooSoon = monotonic() - last < AGAIN_MS
    last = monotonic()
    if (reason !== 'clean-exit' && !isTooSoon) tryToReload()
  })
  const ifDead = () => {
    if (window.webContents.isCrashed()) tryToReload()
  }
  window.on('show', ifDead).on('focus', ifDead)
}
