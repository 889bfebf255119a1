import { endStep } from '../db/sync-steps.ts'
import { linkOf } from './carry-out-here.ts'
import { textOf } from './fields.ts'
import { withTemplateHere } from './template-uids.ts'
import type { Step, Workshop } from './workshop.ts'

/** Steps that write nothing but what is tied to what. */

export async function adopt({ seq, task }: Step, shop: Workshop): Promise<void> {
  const theirs = await withTemplateHere(task.theirs ?? {}, shop)
  const local = { localUid: task.localUid ?? '', mine: textOf(task.mine ?? {}), localRevision: task.revision ?? -1 }
  const link = linkOf(task, local, theirs, shop.now())
  await shop.store.syncLinks.put(shop.account, [link], (trx) => endStep(trx, seq))
}

export async function forget({ seq, task }: Step, { account, store, now }: Workshop): Promise<void> {
  const [link] = await store.syncLinks.ofLocals(account, task.resource, [task.localUid ?? ''])
  await store.syncLinks.put(account, link ? [{ ...link, forgottenAt: now() }] : [], (trx) => endStep(trx, seq))
}
