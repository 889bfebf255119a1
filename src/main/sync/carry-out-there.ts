import type { Json, JsonObject } from '../../shared/json.ts'
import type { SyncLink } from '../db/sync-links.ts'
import { endStep } from '../db/sync-steps.ts'
import { type Fields, isSame, textOf, withFields } from './fields.ts'
import { HostedFault, type RemoteObject } from './hosted.ts'
import { hostedBody } from './hosted-body.ts'
import { findHere, formOfStored } from './local-writes.ts'
import { likeness } from './match.ts'
import { BLANK, type Changes } from './overlay.ts'
import { CREDENTIALS } from './paths.ts'
import { completed, type ReadForm } from './read-form.ts'
import { formOfRemote, isAsPlanned, readThere, urlsOf } from './remote-reads.ts'
import { formOf, movedBase } from './settle.ts'
import { comparable, spreadSource } from './source-value.ts'
import { changesOf, type Former, type Task } from './task.ts'
import { changedHere, changedThere } from './task-fault.ts'
import { changesThere } from './template-uids.ts'
import type { Step, Stored, Workshop } from './workshop.ts'

/** Steps that write there: read, check, write; then the link and the end of the step in one transaction. */

/** Records that it is being sent, before it is. @param sealedBody what a creation sends */
type Mark = (sealedBody?: Buffer) => Promise<void>

export async function pushCreate(step: Step, mark: Mark, shop: Workshop): Promise<void> {
  const { task, state, idempotencyKey } = step
  const { hosted, signal } = shop
  const changes = spreadSource(changesOf(task), {})
  const sent = withFields({}, changes)
  const made = state === 'sent' ? await findMade(task, sent, shop) : null
  if (made) return endCreate(step, made, sent, shop)
  const body = sentBefore(step, shop) ?? (await bodyOfNew(task, changes, shop))
  await mark(shop.secrets.seal(JSON.stringify(body), idempotencyKey))
  const answer = await hosted.create(task.resource, body, idempotencyKey, signal).catch((error) => {
    if (task.former && error instanceof HostedFault && error.kind === 'conflict') return null
    throw error
  })
  if (answer === null) return endFormer(step, task.former as Former, shop)
  const form = completed(await formOfRemote(task, answer, shop), sent)
  // The answer to one that may have been made before tells of what others have done to it since, too.
  return endCreate(step, answer, state === 'sent' ? sent : form, shop)
}

/** The server has it as an earlier sync sent it: it is tied as it was then, and what was changed since goes up next. */
async function endFormer(step: Step, { changes, sealedBody }: Former, shop: Workshop): Promise<void> {
  const { idempotencyKey } = step
  const task = { ...step.task, changes }
  const text = shop.secrets.unseal(Buffer.from(sealedBody, 'base64'), idempotencyKey)
  if (text === null) throw changedThere()
  const answer = await shop.hosted.create(task.resource, JSON.parse(text), idempotencyKey, shop.signal)
  return endCreate({ ...step, task }, answer, withFields({}, spreadSource(changesOf(task), {})), shop)
}

async function bodyOfNew(task: Task, changes: Changes, shop: Workshop): Promise<JsonObject> {
  const local = await senderOf(task, shop)
  const blank = BLANK[task.resource]
  const said = withoutNone(await changesThere(changes, shop))
  const written = hostedBody(blank, said, local, task.sendCredentials, shop)
  return { ...local.extra, ...blank, ...written }
}

/** `credentials: null` takes away what is there; of something new there is nothing to be taken away. */
const withoutNone = (changes: Changes): Changes =>
  new Map([...changes].filter(([path, value]) => path !== CREDENTIALS || value !== null))

/** A server knows a call again by its key only where the body is the same, whatever was changed here meanwhile. */
function sentBefore({ state, sealedBody, idempotencyKey }: Step, { secrets }: Workshop): JsonObject | null {
  const text = state === 'sent' && sealedBody ? secrets.unseal(sealedBody, idempotencyKey) : null
  return text === null ? null : JSON.parse(text)
}

/** What was made of a call whose answer was lost: it is like what was sent, and tied to nothing. */
async function findMade(task: Task, sent: Fields, shop: Workshop): Promise<RemoteObject | null> {
  const { hosted, signal, store, account } = shop
  const wanted = likeness(task.resource, sent)
  const tied = new Set((await store.syncLinks.all(account)).map(({ remoteUid }) => remoteUid))
  const candidates = (await hosted.list(task.resource, signal)).filter(({ uid }) => !tied.has(uid))
  for (const { uid, body } of candidates) {
    if (body.name !== undefined && !isSame(body.name, sent.name)) continue
    const found = await readThere({ ...task, remoteUid: uid }, shop)
    if (found && likeness(task.resource, found.form.fields) === wanted) return found.object
  }
  return null
}

async function endCreate({ task, seq }: Step, made: RemoteObject, theirs: Fields, shop: Workshop): Promise<void> {
  const mine = withFields({}, spreadSource(changesOf(task), {}))
  // What was deleted here meanwhile is tied all the same, so that the deletion goes up.
  const local = await findHere(task.resource, task.localUid ?? '', shop)
  const isSent = local && textOf(mine) === textOf(formOfStored(local, shop))
  const at = shop.now()
  const link: SyncLink = {
    resource: task.resource,
    localUid: task.localUid ?? '',
    remoteUid: made.uid,
    mine: textOf(mine),
    theirs: textOf(theirs),
    before: {},
    ...urlsOf(made.body),
    localRevision: isSent ? local.revision : -1,
    readAt: at,
    syncedAt: at,
    forgottenAt: null,
  }
  await shop.store.syncLinks.put(shop.account, [link], (trx) => endStep(trx, seq))
}

export async function pushUpdate(step: Step, mark: Mark, shop: Workshop): Promise<void> {
  const { task, state } = step
  const { hosted, signal } = shop
  const remoteUid = task.remoteUid ?? ''
  const local = await senderOf(task, shop)
  const found = await readThere(task, shop)
  if (!found) throw changedThere()
  const changes = spreadSource(changesOf(task), found.form.fields)
  if (!(await isAsPlanned(task, found.form, shop))) {
    // An answer that was lost may have been one to this very write.
    if (state === 'sent' && holds(found.form, changes))
      return endUpdate(step, local, found.object, found.object.etag, shop)
    throw changedThere()
  }
  const sent = await changesThere(changes, shop)
  const body = hostedBody(found.object.body, sent, local, task.sendCredentials, shop)
  await mark()
  const answer = await hosted.update(task.resource, remoteUid, body, found.object.etag, signal)
  return endUpdate(step, local, answer, found.object.etag, shop)
}

async function endUpdate(
  step: Step,
  local: Stored,
  answer: RemoteObject,
  etag: string | null,
  shop: Workshop,
): Promise<void> {
  const { task, seq } = step
  const [link] = await shop.store.syncLinks.ofLocals(shop.account, task.resource, [local.uid])
  if (!link) throw changedHere()
  const changes = changesOf(task)
  const paths = [...changes.keys()]
  const sent = withFields({}, changes)
  const form = await formOfRemote(task, answer, shop)
  const theirs = comparable(
    completed(form, withFields(formOf(link.theirs), spreadSource(changes, formOf(link.theirs)))),
    changes,
  )
  const mine = textOf(movedBase(formOf(link.mine), paths, sent))
  const next: SyncLink = {
    ...link,
    mine,
    theirs: textOf(movedBase(formOf(link.theirs), paths, theirs)),
    before: beforeOf(link, task, etag),
    ...urlsOf(answer.body),
    localRevision: mine === textOf(formOfStored(local, shop)) ? local.revision : -1,
    syncedAt: shop.now(),
  }
  await shop.store.syncLinks.put(shop.account, [next], (trx) => endStep(trx, seq))
}

/** What was there is remembered where nothing keeps others from writing it over what is sent. */
function beforeOf(link: SyncLink, task: Task, etag: string | null): SyncLink['before'] {
  const paths = [...changesOf(task).keys()]
  const others = Object.entries(link.before).filter(([path]) => !paths.includes(path))
  if (etag !== null) return Object.fromEntries(others)
  const theirs = comparable(task.theirs ?? {}, changesOf(task))
  const were = paths.map((path): [string, [Json] | []] => [path, theirs[path] === undefined ? [] : [theirs[path]]])
  return Object.fromEntries([...others, ...were])
}

export async function pushDelete(step: Step, mark: Mark, shop: Workshop): Promise<void> {
  const { task, seq } = step
  const { hosted, signal, store, account } = shop
  const remoteUid = task.remoteUid ?? ''
  const found = await readThere(task, shop)
  if (found) {
    if (!(await isAsPlanned(task, found.form, shop))) throw changedThere()
    await mark()
    await hosted.remove(task.resource, remoteUid, signal)
  }
  const link = await store.syncLinks.findByRemote(account, task.resource, remoteUid)
  const forgotten = link ? [{ ...link, forgottenAt: shop.now() }] : []
  await store.syncLinks.put(account, forgotten, (trx) => endStep(trx, seq))
}

const holds = ({ fields, knows }: ReadForm, changes: ReadonlyMap<string, Json | undefined>): boolean =>
  [...changes].every(([path, value]) => !knows(path) || isSame(fields[path], value))

async function senderOf(task: Task, shop: Workshop): Promise<Stored> {
  const local = await findHere(task.resource, task.localUid ?? '', shop)
  if (!local) throw changedHere()
  return local
}
