import type { Status } from '../../shared/status.ts'

/** What the tray shows: the worst there is, as its icon and in words. */
export interface Glance {
  worst: 'ok' | 'degraded' | 'down'
  words: string
}

/**
 * The worst of the browser's health and of all bindings'.
 * @param before what was shown last: a browser that starts once more after it failed is not back yet
 */
export function glanceAt({ bindings, chromium }: Pick<Status, 'bindings' | 'chromium'>, before?: Glance): Glance {
  if (chromium.state === 'starting' && before?.worst === 'down') return before
  const { total, active, paused, error } = bindings
  if (chromium.state === 'missing') return { worst: 'down', words: 'There is no Chromium to draw with' }
  if (chromium.state === 'failed') return { worst: 'down', words: 'Chromium can’t be started' }
  if (error > 0) return { worst: 'degraded', words: `${error} of ${total} ${error === 1 ? 'fails' : 'fail'}` }
  if (total === 0) return { worst: 'ok', words: 'No bindings yet' }
  if (active === 0) return { worst: 'ok', words: 'All paused' }
  return { worst: 'ok', words: `${active} healthy${paused > 0 ? `, ${paused} paused` : ''}` }
}
