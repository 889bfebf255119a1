import type { SyncOperation, SyncPlan } from '../../shared/sync.ts'
import type { SyncLink } from '../db/sync-links.ts'
import type { SyncRefusal } from '../db/sync-marks.ts'
import type { Draft } from './draft.ts'
import { hashOf } from './fields.ts'
import { heldByItself, heldByRefusal, isSample } from './held-back.ts'
import { operationOf } from './operation.ts'
import { rankOf } from './order.ts'
import { holdByTemplate, holdStarters, keepUsedTemplates } from './plan-across.ts'
import { planSide } from './plan-side.ts'
import { type Side, unlinkedTemplate } from './sides.ts'
import { needsConfirmation, summaryOf } from './summary.ts'

export interface PlanInput {
  templates: Side
  bindings: Side
  pushPrivate: boolean
  /** By their subjects. */
  refusals: ReadonlyMap<string, SyncRefusal>
}

/** An operation with what it was planned from. */
export interface Planned {
  operation: SyncOperation
  draft: Draft
}

export interface PlanResult {
  plan: SyncPlan
  planned: Planned[]
  /** Links as they are to be kept, where both sides came to the same by themselves. */
  settled: SyncLink[]
}

/** Compares both sides with what they were at the last sync, and says what would be done. Nothing is changed. */
export function makePlan(input: PlanInput, at: number): PlanResult {
  const { templates, bindings } = input
  const templatePlan = planSide(templates, (uid) => uid)
  const templateUid = (remote: string) => templatePlan.localUids.get(remote) ?? unlinkedTemplate(remote)
  const bindingPlan = planSide(bindings, templateUid)
  const across = { templates, bindings, templatePlan }

  const held = (draft: Draft) => heldByRefusal(heldByItself(draft, input), input)
  const bindingDrafts = bindingPlan.drafts.map(held).filter((each) => !isSample(each))
  const starters = holdStarters(templatePlan.drafts.map(held), bindingDrafts)
  const heldBindings = holdByTemplate(bindingDrafts, starters, across)
  const templateDrafts = keepUsedTemplates(starters, heldBindings, across)

  const planned = [...templateDrafts, ...heldBindings]
    .map((draft) => ({ draft, operation: operationOf(draft) }))
    .sort((a, b) => rank(a) - rank(b) || compare(a.operation.id, b.operation.id))
  const operations = planned.map(({ operation }) => operation)
  const unchanged = templatePlan.unchanged + bindingPlan.unchanged
  const notRead = templatePlan.unread.size + bindingPlan.unread.size
  const unsaid = templatePlan.drafts.length + bindingPlan.drafts.length - planned.length
  const here = sizeOf(templates.locals, bindings.locals) - unsaid - operations.filter(isOfThisFarmOnly).length
  const totals = { here, there: sizeOf(templates.remotes, bindings.remotes) }
  const summary = { ...summaryOf(operations), unchanged, notRead }
  const plan: SyncPlan = {
    id: hashOf(operations.map(({ id }) => id)),
    createdAt: new Date(at).toISOString(),
    operations,
    summary: { ...summary, needsConfirmation: needsConfirmation(summary, totals) },
  }
  return { plan, planned, settled: [...templatePlan.settled, ...bindingPlan.settled] }
}

/** Starters and the sample: no sync can delete them, so that they make no deletion a smaller part of all. */
const isOfThisFarmOnly = ({ localUid, hold }: SyncOperation): boolean =>
  localUid !== null && (hold === 'starter' || hold === 'sample')
const rank = ({ operation: { kind, resource } }: Planned): number => rankOf(kind, resource)
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const sizeOf = (...lists: (readonly unknown[])[]): number => lists.reduce((sum, { length }) => sum + length, 0)
