import type { Json } from '../../shared/json.ts'
import type { Fields } from './fields.ts'
import type { Changes } from './overlay.ts'
import { unlinkedTemplate, unlinkedUid } from './sides.ts'
import { TaskFault } from './task-fault.ts'
import type { Workshop } from './workshop.ts'

/** Uids of templates, from one side's to the other's, by the links as they are now. */

type Part = Pick<Workshop, 'account' | 'store'>

/** The uid here; one that has no twin stays recognisable. */
export async function templateHere(remoteUid: string, { account, store }: Part): Promise<string> {
  const link = await store.syncLinks.findByRemote(account, 'template', remoteUid)
  return link && link.forgottenAt === null ? link.localUid : unlinkedTemplate(remoteUid)
}

async function templateThere(localUid: string, { account, store }: Part): Promise<string> {
  const [link] = await store.syncLinks.ofLocals(account, 'template', [localUid])
  if (!link || link.forgottenAt !== null)
    throw new TaskFault('Its template is not at the hosted API, so that it cannot go there either.')
  return link.remoteUid
}

/** A planned value as it is now: a template that had no twin may have got one. */
async function resolved(value: Json, part: Part): Promise<Json> {
  const remote = typeof value === 'string' ? unlinkedUid(value) : null
  return remote === null ? value : templateHere(remote, part)
}

export async function withTemplateHere(fields: Fields, part: Part): Promise<Fields> {
  const { templateId } = fields
  return templateId === undefined ? fields : { ...fields, templateId: await resolved(templateId, part) }
}

/** @throws {TaskFault} where the template is not here */
export async function changesHere(changes: Changes, part: Part): Promise<Changes> {
  const value = changes.get('templateId')
  if (value === undefined) return changes
  const uid = await resolved(value, part)
  if (typeof uid !== 'string' || unlinkedUid(uid) !== null)
    throw new TaskFault('Its template is not here, so that it cannot be taken in either.')
  return new Map(changes).set('templateId', uid)
}

/** @throws {TaskFault} where the template is not there */
export async function changesThere(changes: Changes, part: Part): Promise<Changes> {
  const value = changes.get('templateId')
  return typeof value === 'string' ? new Map(changes).set('templateId', await templateThere(value, part)) : changes
}
