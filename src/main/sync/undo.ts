import { Problem } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import type { SyncUndone } from '../../shared/sync.ts'
import { ChangedMeanwhile } from '../changed-meanwhile.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { AlsoOf } from '../db/events.ts'
import { findLink, putLink, removeLink } from '../db/sync-links.ts'
import { dropUndo, type SyncUndoRepository } from '../db/sync-undo.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { textOf, withFields } from './fields.ts'
import { deleteHere, findHere, formOfStored } from './local-writes.ts'
import { formOf } from './settle.ts'
import { TaskFault } from './task-fault.ts'
import type { Kept, KeptBinding, LocalChange } from './undo-record.ts'
import type { Stored, Workshop } from './workshop.ts'

type Of<K extends LocalChange['kind']> = Extract<LocalChange, { kind: K }>

/** Takes back what the last sync changed here, the newest change first; the cloud stays as it is. */
export async function undoRound(undo: SyncUndoRepository<LocalChange>, shop: Workshop): Promise<SyncUndone> {
  const undone: SyncUndone = { undone: 0, skipped: [] }
  for (const { seq, change } of await undo.all(shop.account)) {
    const { localUid, name } = change
    try {
      await undoOne(seq, change, shop)
      undone.undone++
    } catch (error) {
      const isChanged = error instanceof TaskFault || error instanceof ChangedMeanwhile
      if (!isChanged && !(error instanceof Problem)) throw error
      const reason = isChanged ? 'It was changed here since.' : error.message
      undone.skipped.push({ localUid, name, reason })
      await undo.remove(seq)
    }
  }
  return undone
}

function undoOne(seq: number, change: LocalChange, shop: Workshop): Promise<void> {
  switch (change.kind) {
    case 'created':
      return undoCreated(seq, change, shop)
    case 'changed':
      return undoChanged(seq, change, shop)
    case 'deleted':
      return undoDeleted(seq, change, shop)
  }
}

function undoCreated(seq: number, change: Of<'created'>, shop: Workshop): Promise<void> {
  const { resource, localUid, revision, link } = change
  const also: AlsoOf<Stored> = async (trx) => {
    await removeLink(trx, shop.account, { resource, localUid })
    if (link) await putLink(trx, shop.account, link)
    await dropUndo(trx, seq)
  }
  return deleteHere(resource, localUid, { revision, isForced: false }, also, shop)
}

async function undoChanged(seq: number, change: Of<'changed'>, shop: Workshop): Promise<void> {
  const { resource, localUid, revision, before } = change
  const also: AlsoOf<Stored> = async (trx, stored) => {
    const link = await findLink(trx, shop.account, resource, localUid)
    const mine = link && textOf(putBack(link.mine, change.mine))
    const isForm = mine === textOf(formOfStored(stored, shop))
    const localRevision = isForm ? stored.revision : -1
    if (link && mine)
      await putLink(trx, shop.account, {
        ...link,
        mine,
        theirs: textOf(putBack(link.theirs, change.theirs)),
        localRevision,
      })
    await dropUndo(trx, seq)
  }
  const current = await findHere(resource, localUid, shop)
  if (!current) throw new TaskFault('It is not here any more.')
  const ifMatch = (now: number) => now === revision
  if ('html' in before) await shop.templates.putBack(before, ifMatch, also as AlsoOf<StoredTemplate>)
  else await shop.bindings.putBack(opened(before, current as StoredBinding), ifMatch, also as AlsoOf<StoredBinding>)
}

async function undoDeleted(seq: number, change: Of<'deleted'>, shop: Workshop): Promise<void> {
  const { localUid, before, link } = change
  const also: AlsoOf<Stored> = async (trx, stored) => {
    if (link)
      await putLink(trx, shop.account, { ...link, localRevision: link.localRevision < 0 ? -1 : stored.revision })
    await dropUndo(trx, seq)
  }
  if ('html' in before) await shop.templates.bringBack(before, also)
  else await shop.bindings.restore(localUid, {}, { also })
}

const putBack = (base: string, kept: Kept) =>
  withFields(
    formOf(base),
    kept.map(([path, value]) => [path, value as Json | undefined] as const),
  )

/** What sync does not touch stays as it is now. */
function opened({ sealedSecrets, ...binding }: KeptBinding, current: StoredBinding): StoredBinding {
  const { webhookToken, sealedWebhookSecret } = current
  const secrets = sealedSecrets === null ? null : Buffer.from(sealedSecrets, 'base64')
  return { ...binding, sealedSecrets: secrets, webhookToken, sealedWebhookSecret }
}
