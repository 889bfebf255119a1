import type { Cloud, SyncResource } from '../../shared/sync.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { Store } from '../db/store.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { textOf } from './fields.ts'
import { formOfStored } from './local-writes.ts'

/** What the objects of a list are at the hosted API; only those that were saved since the last sync are compared. */
export async function cloudsOf(
  account: string,
  resource: SyncResource,
  objects: readonly (StoredBinding | StoredTemplate)[],
  { store, secrets }: { store: Store; secrets: Secrets },
): Promise<Map<string, Cloud>> {
  const uids = objects.map(({ uid }) => uid)
  const links = new Map(
    (await store.syncLinks.ofLocals(account, resource, uids))
      .filter(({ forgottenAt }) => forgottenAt === null)
      .map((link) => [link.localUid, link]),
  )
  const marks = new Map(
    (await store.syncMarks.ofLocals(account, resource, uids)).map((mark) => [mark.localUid, mark.state]),
  )
  return new Map(
    objects.map((object): [string, Cloud] => {
      const link = links.get(object.uid)
      const mark = marks.get(object.uid)
      if (!link) {
        const state = mark === 'held_back' ? mark : 'local_only'
        return [object.uid, { uid: null, renderUrl: null, webhookUrl: null, state, syncedAt: null }]
      }
      const isSynced = object.revision === link.localRevision || textOf(formOfStored(object, { secrets })) === link.mine
      const { remoteUid: uid, renderUrl, webhookUrl } = link
      const state = mark ?? (isSynced ? 'synced' : 'local_changes')
      return [object.uid, { uid, renderUrl, webhookUrl, state, syncedAt: new Date(link.syncedAt).toISOString() }]
    }),
  )
}
