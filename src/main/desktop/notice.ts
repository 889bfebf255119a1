import type { Glance } from './glance.ts'
import type { HealthChange } from './health-changes.ts'

/** What a notification says, and the place in the UI that a click on it opens. */
export interface Notice {
  title: string
  body: string
  place: string
}

const MAX_NAME = 60
/** Names that a notification of several bindings gives. */
const MAX_NAMES = 4

/** One notification for changes that came together; null where there is nothing to tell. */
export function noticeOf(changes: readonly HealthChange[]): Notice | null {
  const [first] = changes
  if (!first) return null
  return changes.length === 1 ? noticeOfOne(first) : noticeOfMany(changes)
}

function noticeOfOne(change: HealthChange): Notice {
  const name = `“${shorten(change.name)}”`
  const place = placeOfRun(change)
  if (change.kind === 'recovered') return { title: `${name} is healthy again`, body: 'Its picture is fresh.', place }
  return { title: `${name} can’t be refreshed`, body: change.reason, place }
}

function noticeOfMany(changes: readonly HealthChange[]): Notice {
  const failed = changes.filter(({ kind }) => kind === 'degraded').length
  const recovered = changes.length - failed
  const counts = [
    failed > 0 && `${failed} ${failed === 1 ? 'binding' : 'bindings'} can’t be refreshed`,
    recovered > 0 && `${recovered} healthy again`,
  ]
  const names = changes.slice(0, MAX_NAMES).map(({ name }) => shorten(name))
  const more = changes.length - names.length
  const body = `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return { title: counts.filter(Boolean).join(', '), body, place: '#/runs' }
}

/** What is told when nothing can be drawn any more, and when that is over; null for all else. */
export function noticeOfDrawing(before: Glance, now: Glance): Notice | null {
  if ((before.worst === 'down') === (now.worst === 'down')) return null
  const place = '#/settings/chromium'
  if (now.worst === 'down') return { title: 'Pictures can’t be drawn', body: `${now.words}.`, place }
  return { title: 'Pictures are drawn again', body: 'Chromium is back.', place }
}

/** The place of a run, or, where it is not known which one, of the binding's runs. */
export const placeOfRun = ({ uid, runId }: { uid: string; runId: string | null }): string =>
  runId === null
    ? `#/runs?binding=${encodeURIComponent(uid)}`
    : `#/runs/${encodeURIComponent(uid)}/${encodeURIComponent(runId)}`

export function shorten(text: string, limit = MAX_NAME): string {
  const characters = [...text]
  return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text
}
