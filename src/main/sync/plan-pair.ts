import type { SyncResource } from '../../shared/sync.ts'
import type { SyncLink } from '../db/sync-links.ts'
import { type Draft, draft, fieldsOf, type Seen, wholeOf } from './draft.ts'
import { isSame, pathsOf } from './fields.ts'
import { type Merge, merge } from './merge.ts'
import { formOf, settledLink } from './settle.ts'
import type { LocalObject } from './sides.ts'

export interface PairPlan {
  drafts: Draft[]
  /** The link as it is to be kept, where both sides came to the same by themselves. */
  settled: SyncLink | null
}

const NOTHING: PairPlan = { drafts: [], settled: null }
const just = (...drafts: Draft[]): PairPlan => ({ drafts, settled: null })

/** What becomes of two objects that are tied, each of which may be gone. */
export function planPair(
  resource: SyncResource,
  link: SyncLink,
  local: LocalObject | null,
  seen: Seen | null,
): PairPlan {
  if (local && seen) return planBoth(resource, link, local, seen)
  if (local) return planGoneThere(resource, link, local)
  if (seen) return planGoneHere(resource, link, seen)
  return just(draft('forget', resource, { link }, 'It was deleted on both sides.'))
}

function planBoth(resource: SyncResource, link: SyncLink, local: LocalObject, seen: Seen): PairPlan {
  if (local.form.text === link.mine && seen.text === link.theirs) return withRevision(link, local)
  const forms = {
    mineBase: formOf(link.mine),
    theirsBase: formOf(link.theirs),
    mine: local.form.fields(),
    theirs: seen.fields,
  }
  const merged = withOverwritten(merge(forms), link)
  const { pull, push, conflicts, settled } = merged
  const found = { local, seen, link }
  const kept = settled.length > 0 ? settledLink(link, settled, merged.forms.mine, merged.forms.theirs) : null
  if (conflicts.length > 0) {
    const fields = fieldsOf([...conflicts, ...pull, ...push].sort(), merged, conflicts)
    const conflict = draft('conflict', resource, found, conflictWords(merged, link), { fields, pulled: pull })
    return { drafts: [conflict], settled: kept }
  }
  const drafts = [
    ...(pull.length > 0
      ? [draft('pull_update', resource, found, 'It was changed at the hosted API.', { fields: fieldsOf(pull, merged) })]
      : []),
    ...(push.length > 0
      ? [draft('push_update', resource, found, 'It was changed here.', { fields: fieldsOf(push, merged) })]
      : []),
  ]
  return { drafts, settled: kept }
}

/** A save that changed nothing of what is synced is looked at once only. */
function withRevision(link: SyncLink, local: LocalObject): PairPlan {
  if (link.localRevision === local.revision && link.forgottenAt === null) return NOTHING
  return { drafts: [], settled: { ...link, localRevision: local.revision, forgottenAt: null } }
}

/**
 * A field that is there again what it was before it was last sent from here was overwritten by somebody who had not seen
 * that: it is not taken over in silence.
 */
function withOverwritten(merged: Merge, link: SyncLink): Merge {
  const isOverwritten = (path: string) => {
    const before = link.before[path]
    return before !== undefined && isSame(before[0], merged.forms.theirs[path])
  }
  const overwritten = merged.pull.filter(isOverwritten)
  if (overwritten.length === 0) return merged
  return {
    ...merged,
    pull: merged.pull.filter((path) => !overwritten.includes(path)),
    conflicts: [...merged.conflicts, ...overwritten],
  }
}

function conflictWords({ conflicts, forms }: Merge, link: SyncLink): string {
  const isOverwritten = (path: string) =>
    link.before[path] !== undefined && isSame(forms.mine[path], forms.mineBase[path])
  return conflicts.every(isOverwritten)
    ? 'What was sent from here was overwritten at the hosted API with what was there before.'
    : 'It was changed here and at the hosted API, to different values.'
}

function planGoneThere(resource: SyncResource, link: SyncLink, local: LocalObject): PairPlan {
  if (local.form.text === link.mine)
    return just(draft('pull_delete', resource, { local, link }, 'It was deleted at the hosted API.'))
  const before = formOf(link.mine)
  const paths = pathsOf(before, local.form.fields()).filter((path) => !isSame(before[path], local.form.fields()[path]))
  const fields = paths.map((path) => ({ ...values(path, before, local.form.fields(), 'mine'), isConflict: true }))
  const reason = 'It was deleted at the hosted API, and changed here.'
  return just(draft('conflict', resource, { local, link }, reason, { fields, deletedOn: 'remote' }))
}

function planGoneHere(resource: SyncResource, link: SyncLink, seen: Seen): PairPlan {
  if (seen.text === link.theirs) return just(draft('push_delete', resource, { seen, link }, 'It was deleted here.'))
  const before = formOf(link.theirs)
  const paths = pathsOf(before, seen.fields).filter((path) => !isSame(before[path], seen.fields[path]))
  const fields = paths.map((path) => ({ ...values(path, before, seen.fields, 'theirs'), isConflict: true }))
  const reason = 'It was deleted here, and changed at the hosted API.'
  return just(draft('conflict', resource, { seen, link }, reason, { fields, deletedOn: 'local' }))
}

function values(path: string, before: Record<string, unknown>, now: Record<string, unknown>, side: 'mine' | 'theirs') {
  return {
    path,
    ...(path in before && { base: before[path] }),
    ...(path in now && { [side]: now[path] }),
  }
}

/** What is on one side only. */
export const pushCreate = (resource: SyncResource, local: LocalObject): Draft =>
  draft('push_create', resource, { local }, 'It is here only.', { fields: wholeOf('mine', local.form.fields()) })

/** @param link what remembers the uid that it had here */
export const pullCreate = (resource: SyncResource, seen: Seen, link: SyncLink | null): Draft =>
  draft(
    'pull_create',
    resource,
    { seen, link },
    link ? 'It was restored at the hosted API.' : 'It is at the hosted API only.',
    { fields: wholeOf('theirs', seen.fields) },
  )
