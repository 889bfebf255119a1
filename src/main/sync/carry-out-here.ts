import type { AlsoOf } from '../db/events.ts'
import { findLink, putLink, type SyncLink, splitTemplate } from '../db/sync-links.ts'
import { endStep } from '../db/sync-steps.ts'
import { recordUndo } from '../db/sync-undo.ts'
import { headerNames } from './binding-form.ts'
import { type Fields, isSame, pathsOf, textOf } from './fields.ts'
import { createHere, deleteHere, findHere, formOfStored, updateHere } from './local-writes.ts'
import { completed } from './read-form.ts'
import { isAsPlanned, readThere } from './remote-reads.ts'
import { formOf, movedBase } from './settle.ts'
import { comparable } from './source-value.ts'
import { changesOf, type Task, toChanges } from './task.ts'
import { changedHere, changedThere } from './task-fault.ts'
import { changesHere, withTemplateHere } from './template-uids.ts'
import { keptForm, keptOf, type LocalChange } from './undo-record.ts'
import { unknownMembers } from './unknown-members.ts'
import type { Step, Stored, Workshop } from './workshop.ts'

/** Steps that write here: the object, its link, what undoes it and the end of the step in one transaction. */

export const linkOf = (
  task: Task,
  local: Pick<SyncLink, 'localUid' | 'mine' | 'localRevision'>,
  theirs: Fields,
  at: number,
): SyncLink => ({
  resource: task.resource,
  remoteUid: task.remoteUid ?? '',
  theirs: textOf(theirs),
  before: {},
  renderUrl: task.renderUrl,
  webhookUrl: task.webhookUrl,
  readAt: at,
  syncedAt: at,
  forgottenAt: null,
  ...local,
})

export async function pullCreate(step: Step, shop: Workshop): Promise<void> {
  if (await isTied(step.task, shop)) return shop.store.syncLinks.put(shop.account, [], (trx) => endStep(trx, step.seq))
  const task = await inFull(step.task, shop)
  const { account } = shop
  const theirs = await withTemplateHere(task.theirs ?? {}, shop)
  const changes = await changesHere(changesOf(task), shop)
  // What splits leaves the object here as it is.
  const uid = task.action === 'split' ? null : task.localUid
  const also: AlsoOf<Stored> = async (trx, stored) => {
    const former = task.localUid === null ? undefined : await findLink(trx, account, task.resource, task.localUid)
    const mine = textOf(formOfStored(stored, shop))
    const local = { localUid: stored.uid, mine, localRevision: stored.revision }
    if (task.action === 'split' && task.resource === 'template' && task.localUid)
      await splitTemplate(trx, account, task.localUid)
    await putLink(trx, account, linkOf(task, local, theirs, shop.now()))
    const { resource, name } = task
    const { revision } = stored
    const undo: LocalChange = { kind: 'created', resource, localUid: stored.uid, name, revision, link: former ?? null }
    await recordUndo(trx, account, undo)
    await endStep(trx, step.seq)
  }
  await createHere(task.resource, uid, { changes, names: task.headerNames, extra: task.extra, also }, shop)
}

/** What is there may have been found to be what a creation before it made. */
async function isTied({ resource, localUid, remoteUid }: Task, { store, account }: Workshop): Promise<boolean> {
  const link = remoteUid === null ? undefined : await store.syncLinks.findByRemote(account, resource, remoteUid)
  return link !== undefined && link.forgottenAt === null && link.localUid !== localUid
}

/** What was planned by an item of a list is read before it is made. */
async function inFull(task: Task, shop: Workshop): Promise<Task> {
  if (!task.isPartial) return task
  const found = await readThere(task, shop)
  if (!found || !(await isAsPlanned(task, found.form, shop, Object.keys(task.theirs ?? {})))) throw changedThere()
  const { object, form } = found
  const theirs = completed(form, task.theirs ?? {})
  return {
    ...task,
    theirs,
    changes: toChanges(Object.entries(theirs)),
    extra: unknownMembers(task.resource, object.body),
    headerNames: headerNames(object.body),
  }
}

export async function pullUpdate(step: Step, shop: Workshop): Promise<void> {
  const { task } = step
  const { account } = shop
  const { resource, name } = task
  const localUid = task.localUid ?? ''
  const before = await findHere(resource, localUid, shop)
  if (!before) throw changedHere()
  const formBefore = formOfStored(before, shop)
  const changes = await changesHere(changesOf(task), shop)
  const theirs = await withTemplateHere(task.theirs ?? {}, shop)
  const also: AlsoOf<Stored> = async (trx, stored) => {
    const link = await findLink(trx, account, resource, localUid)
    if (!link) throw changedHere()
    const form = formOfStored(stored, shop)
    // What the write itself brought along (a variable declared, say) is no change of anybody's.
    const written = pathsOf(formBefore, form).filter((path) => !isSame(formBefore[path], form[path]))
    const paths = [...new Set([...changes.keys(), ...written])]
    const [mineBase, theirsBase] = [formOf(link.mine), formOf(link.theirs)]
    const mine = textOf(movedBase(mineBase, paths, comparable(form, changes)))
    const movedTheirs = movedBase(theirsBase, [...changes.keys()], comparable(theirs, changes))
    await putLink(trx, account, {
      ...link,
      mine,
      theirs: textOf(movedTheirs),
      before: Object.fromEntries(Object.entries(link.before).filter(([path]) => !changes.has(path))),
      renderUrl: task.renderUrl ?? link.renderUrl,
      webhookUrl: task.webhookUrl ?? link.webhookUrl,
      localRevision: mine === textOf(form) ? stored.revision : -1,
      syncedAt: shop.now(),
    })
    const bases = { mine: keptOf(mineBase, formOf(mine)), theirs: keptOf(theirsBase, movedTheirs) }
    const record = { resource, localUid, name, revision: stored.revision }
    await recordUndo(trx, account, {
      kind: 'changed',
      ...record,
      before: keptForm(before),
      ...bases,
    } satisfies LocalChange)
    await endStep(trx, step.seq)
  }
  await updateHere(
    resource,
    localUid,
    task.revision,
    { changes, names: task.headerNames, extra: task.extra, also },
    shop,
  )
}

export async function pullDelete(step: Step, shop: Workshop): Promise<void> {
  const { resource, localUid, name, revision, isForced } = step.task
  const uid = localUid ?? ''
  const before = await findHere(resource, uid, shop)
  if (!before) throw changedHere()
  const also: AlsoOf<Stored> = async (trx) => {
    const link = await findLink(trx, shop.account, resource, uid)
    if (link) await putLink(trx, shop.account, { ...link, forgottenAt: shop.now() })
    const undo: LocalChange = {
      kind: 'deleted',
      resource,
      localUid: uid,
      name,
      before: keptForm(before),
      link: link ?? null,
    }
    await recordUndo(trx, shop.account, undo)
    await endStep(trx, step.seq)
  }
  await deleteHere(resource, uid, { revision, isForced }, also, shop)
}
