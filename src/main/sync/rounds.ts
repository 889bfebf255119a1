import { Problem } from '../../shared/errors.ts'
import { canonicalJson } from '../../shared/json.ts'
import type { SyncOperation, SyncResource, SyncResult } from '../../shared/sync.ts'
import type { SyncMark } from '../db/sync-marks.ts'
import type { NewStep, SyncStepRepository } from '../db/sync-steps.ts'
import { randomToken } from '../ids.ts'
import { credentialsAlone } from './credentials-alone.ts'
import { gatherHere, type Here } from './gather.ts'
import { gatherThere, sideOf, type There } from './gather-there.ts'
import type { RemoteObject } from './hosted.ts'
import { workOff } from './journal.ts'
import { rankOf } from './order.ts'
import { makePlan, type PlanResult } from './plan.ts'
import type { PrivateHosts } from './private-source.ts'
import { leftAlone, resultOf, stillOpen } from './result.ts'
import type { SyncMemory } from './sync-memory.ts'
import type { Former, Task } from './task.ts'
import { type Decisions, tasksOf } from './tasks-of.ts'
import type { Step, Workshop } from './workshop.ts'

export interface RoundParts {
  shop: Workshop
  steps: SyncStepRepository<Task>
  memory: Pick<SyncMemory, 'setLeft' | 'left'>
  privateHosts: PrivateHosts
  pushPrivate: boolean
  onRead(count: number): void
  onProgress(done: number, total: number): void
  onStep(task: Task | null): void
  onFault(error: unknown): void
}

/** A plan with what it was made of. */
export interface MadePlan extends PlanResult {
  here: Here
  there: Record<'templates' | 'bindings', There>
}

/** Looks at both sides. @param before a plan whose reads may do, but for what it touches */
export async function planRound(parts: RoundParts, before: MadePlan | null): Promise<MadePlan> {
  const { shop, privateHosts, pushPrivate, onRead } = parts
  const { account, store, now, hosted, signal } = shop
  const here = await gatherHere({ ...shop, privateHosts })
  const there = await gatherThere(here, { hosted, signal, onRead, reuse: reuseOf(before) })
  const refusals = new Map((await store.syncMarks.refusals(account)).map((each) => [each.subject, each]))
  const made = makePlan(
    {
      templates: sideOf('template', here.templates, there.templates),
      bindings: sideOf('binding', here.bindings, there.bindings),
      pushPrivate,
      refusals,
    },
    now(),
  )
  if (made.settled.length > 0) await store.syncLinks.put(account, made.settled)
  await store.syncLinks.setRead(account, 'template', [...there.templates.read.keys()], now())
  await store.syncLinks.setRead(account, 'binding', [...there.bindings.read.keys()], now())
  await store.syncMarks.replace(account, marksOf(made.plan.operations))
  return { ...made, here, there }
}

function reuseOf(before: MadePlan | null) {
  const touched = new Set(before?.plan.operations.map(({ resource, remoteUid }) => `${resource} ${remoteUid}`))
  return (resource: SyncResource, item: RemoteObject): RemoteObject | null => {
    if (!before || touched.has(`${resource} ${item.uid}`)) return null
    const known = before.there[resource === 'template' ? 'templates' : 'bindings'].read.get(item.uid)
    return known && canonicalJson(known.item.body) === canonicalJson(item.body) ? known.full : null
  }
}

const marksOf = (operations: readonly SyncOperation[]): SyncMark[] =>
  operations.flatMap(({ kind, resource, localUid }) =>
    localUid !== null && (kind === 'conflict' || kind === 'held_back') ? [{ resource, localUid, state: kind }] : [],
  )

/** The journal of a plan, as it was decided; a conflict that nobody resolved is in no step. */
function stepsOf(
  { planned, here }: MadePlan,
  decisions: Decisions,
  pushPrivate: boolean,
  unknown: ReadonlyMap<string, UnknownCreation>,
): NewStep<Task>[] {
  const isUnknown = (task: Task) => unknown.has(creationOf(task))
  const ofPlan = planned.flatMap((each) =>
    tasksOf(each, decisions).map((task) => ({ operationId: each.operation.id, task })),
  )
  const alone = credentialsAlone(here.bindings, planned, decisions, pushPrivate)
  return (
    [...ofPlan, ...alone.map((task) => ({ operationId: `credentials:${task.localUid}`, task }))]
      .sort((a, b) => rankOf(a.task.action, a.task.resource) - rankOf(b.task.action, b.task.resource))
      .map(({ operationId, task }) => {
        const { idempotencyKey = randomToken(), former = null } = unknown.get(creationOf(task)) ?? {}
        return { operationId, task: { ...task, former }, idempotencyKey }
      })
      // They may find that what seems to be there only is what they made.
      .sort((a, b) => Number(isUnknown(b.task)) - Number(isUnknown(a.task)))
  )
}

const creationOf = ({ action, resource, localUid }: Task): string => [action, resource, localUid].join(' ')

interface UnknownCreation {
  idempotencyKey: string
  former: Former
}

/**
 * Creations that were given up while nobody knew what had come of them, by what they create: one that is still on its
 * way and the next of the same object come to one object there, as they have one key.
 */
const unknownCreations = (last: readonly Step[]): ReadonlyMap<string, UnknownCreation> =>
  new Map(
    last.flatMap(({ state, sealedBody, task, idempotencyKey }) =>
      state === 'failed' && sealedBody !== null
        ? [
            [
              creationOf(task),
              { idempotencyKey, former: { changes: task.changes, sealedBody: sealedBody.toString('base64') } },
            ],
          ]
        : [],
    ),
  )

/** Writes the journal, and carries it out. What was planned and is left out is neither failed nor applied. */
export async function applyRound(parts: RoundParts, made: MadePlan, decisions: Decisions): Promise<SyncResult> {
  const left = leftAlone(made.planned, decisions)
  const unknown = unknownCreations(await parts.steps.all(parts.shop.account))
  const steps = stepsOf(made, decisions, parts.pushPrivate, unknown)
  if (steps.length === 0) return resultOf([], left)
  await parts.memory.setLeft(left)
  await parts.steps.begin(parts.shop.account, steps)
  const result = await finishRound(parts)
  const { account, store } = parts.shop
  await store.syncMarks.replace(account, marksOf(stillOpen(made.planned, decisions, result)))
  return result
}

/** Goes on with a journal that is not at its end. */
export async function finishRound(parts: RoundParts): Promise<SyncResult> {
  const { shop, steps, memory, onProgress, onStep, onFault } = parts
  await workOff({ steps, shop, onProgress, onStep, onFault })
  return resultOf(await steps.all(shop.account), await memory.left())
}

/** @throws {Problem} `validation-error` for a resolution that fits no conflict of the plan */
export function checkResolutions({ planned }: PlanResult, { resolutions }: Pick<Decisions, 'resolutions'>): void {
  const byId = new Map(planned.map(({ operation }) => [operation.id, operation]))
  const fields = Object.entries(resolutions).flatMap(([id, resolution]) => {
    const operation = byId.get(id)
    const message = faultOf(operation, resolution)
    return message === null ? [] : [{ field: `resolutions.${id}`, message, code: 'unknown_value' as const }]
  })
  const [first] = fields
  if (first) throw new Problem('validation-error', `${first.field}: ${first.message}.`, { fields })
}

function faultOf(operation: SyncOperation | undefined, resolution: Decisions['resolutions'][string]): string | null {
  if (operation?.kind !== 'conflict') return 'There is no such conflict in the plan'
  if (typeof resolution === 'string') return null
  if (operation.deletedOn !== null) return 'Expected mine, theirs or both: one side has deleted it'
  const conflicts = new Set(operation.fields.filter(({ isConflict }) => isConflict).map(({ path }) => path))
  const unknown = Object.keys(resolution).find((path) => !conflicts.has(path))
  return unknown === undefined ? null : `${unknown} is not in conflict`
}
