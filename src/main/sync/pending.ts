import type { SyncStatus } from '../../shared/sync.ts'
import type { Store } from '../db/store.ts'
import type { Secrets } from '../secrets.ts'
import { gatherHere } from './gather.ts'

/** Local changes that are still to go up, by what is known here alone. */
export async function pendingHere(
  account: string,
  { store, secrets }: { store: Store; secrets: Secrets },
): Promise<SyncStatus['pending']> {
  const here = await gatherHere({ account, store, secrets, privateHosts: { allowed: () => [] } })
  const held = new Set((await store.syncMarks.all(account)).map(({ resource, localUid }) => `${resource} ${localUid}`))
  const count = (kind: 'templates' | 'bindings') => {
    const { locals, links } = here[kind]
    const resource = kind === 'templates' ? 'template' : 'binding'
    const live = new Map(links.filter(({ forgottenAt }) => forgottenAt === null).map((link) => [link.localUid, link]))
    const present = new Set(locals.map(({ uid }) => uid))
    const isPending = ({ uid, form }: (typeof locals)[number]) => form.text !== live.get(uid)?.mine
    return {
      changed: locals.filter((each) => !held.has(`${resource} ${each.uid}`) && isPending(each)).length,
      deleted: [...live.keys()].filter((uid) => !present.has(uid)).length,
    }
  }
  const [templates, bindings] = [count('templates'), count('bindings')]
  return {
    templates: templates.changed,
    bindings: bindings.changed,
    deletes: templates.deleted + bindings.deleted,
  }
}
