import { draft, wholeOf } from './draft.ts'
import type { Here } from './gather.ts'
import { isSourcePath } from './paths.ts'
import type { Planned } from './plan.ts'
import { formOf } from './settle.ts'
import type { Task } from './task.ts'
import { type Decisions, taskOf } from './tasks-of.ts'

/**
 * Credentials that are to go up to bindings which are there already, and of which nothing else is to be done: their
 * sources are sent anew, with the secrets that no canonical form shows.
 */
export function credentialsAlone(
  { locals, links }: Here['bindings'],
  planned: readonly Planned[],
  decisions: Decisions,
  pushPrivate: boolean,
): Task[] {
  const isPlanned = new Set(planned.map(({ operation: { localUid } }) => localUid))
  const byUid = new Map(locals.map((local) => [local.uid, local]))
  return links.flatMap((link) => {
    const local = byUid.get(link.localUid)
    if (!local?.hasCredentials || !decisions.sendCredentials.has(local.uid) || isPlanned.has(local.uid)) return []
    if (link.forgottenAt !== null || (local.hasPrivateSource && !pushPrivate)) return []
    const source = Object.entries(local.form.fields()).filter(([path]) => isSourcePath(path))
    const fields = wholeOf('mine', Object.fromEntries(source))
    const asked = draft('push_update', 'binding', { local, link }, 'Its credentials were asked for.')
    return [{ ...taskOf('push_update', asked, fields, false, decisions), theirs: formOf(link.theirs) }]
  })
}
