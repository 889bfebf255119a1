import type { SyncResource, SyncStatus } from '../../shared/sync.ts'
import type { Store } from '../db/store.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { textOf } from './fields.ts'
import { findHere, formOfStored } from './local-writes.ts'

interface PendingParts {
  store: Store
  secrets: Secrets
}

/** Local changes that are still to go up, by what is known here alone. */
export async function pendingHere(account: string, parts: PendingParts): Promise<SyncStatus['pending']> {
  const templates = await pendingOf('template', account, parts)
  const bindings = await pendingOf('binding', account, parts)
  return { templates: templates.changed, bindings: bindings.changed, deletes: templates.deleted + bindings.deleted }
}

async function pendingOf(resource: SyncResource, account: string, parts: PendingParts) {
  const { store } = parts
  const { untied, saved, deleted } = await store.syncLinks.changedHere(account, resource)
  const marks = await store.syncMarks.all(account)
  const held = new Set(marks.filter((mark) => mark.resource === resource).map(({ localUid }) => localUid))
  const links = new Map((await store.syncLinks.ofLocals(account, resource, saved)).map((link) => [link.localUid, link]))
  let changed = untied.filter((uid) => !held.has(uid)).length
  // A save is a change only where it changed something of what is synced.
  for (const uid of saved.filter((each) => !held.has(each))) {
    const stored = await findHere(resource, uid, parts)
    if (stored && textOf(formOfStored(stored, parts)) !== links.get(uid)?.mine) changed++
  }
  return { changed, deleted }
}
