import type { SyncPlan, SyncResult, SyncSettings, SyncStatus } from '../shared/sync.ts'
import { ApiError } from './api/ask.ts'
import { type AccountInput, syncApi } from './api/sync.ts'
import { createNewest } from './newest.ts'
import { countPlan, isKnownFrom, restOf } from './screens/sync/plan-parts.ts'
import { useBindings } from './stores/bindings.ts'
import { NO_REVIEW, type SyncOutcome, type SyncState, useSync } from './stores/sync.ts'

/** What people do about sync. Those that end in the store say there what went wrong; the others throw. */

const { getState, setState } = useSync

const newest = createNewest()

export async function loadSync(): Promise<void> {
  const status = await newest.ask(syncApi.status)
  if (status !== null) takeSyncStatus(status)
}

/** Takes in what the farm tells by itself of how sync is. */
export function hearSyncStatus(status: SyncStatus): void {
  newest.overtake()
  takeSyncStatus(status)
}

/** A plan that was read, and what came of one, are let go where something else was synced since. */
function takeSyncStatus(status: SyncStatus): void {
  const { status: before, asked } = getState()
  const isOvertaken = before !== null && before.lastSyncAt !== status.lastSyncAt && asked === null
  const isOther = before !== null && before.account?.baseUrl !== status.account?.baseUrl
  setState({ status, ...(isOther ? NO_REVIEW : isOvertaken ? { plan: null, outcome: null } : {}) })
}

/** Checks the account with one call, and keeps it. @throws {ApiError} whose fields say what was refused */
export async function connectAccount(input: AccountInput): Promise<void> {
  await syncApi.connect(input)
  setState(NO_REVIEW)
  await loadSync()
}

/** @throws {ApiError} @throws {Unreachable} */
export async function disconnectAccount(): Promise<void> {
  await syncApi.disconnect()
  setState(NO_REVIEW)
  await loadSync()
}

/** @throws {ApiError} @throws {Unreachable} */
export async function changeSyncSettings(settings: Partial<SyncSettings>): Promise<void> {
  await syncApi.set(settings)
  await loadSync()
}

/** Reads both sides; nothing moves. */
export const lookForChanges = (): Promise<void> =>
  asking('plan', 'Looking for changes', async () => {
    takePlan(await syncApi.plan())
    setState({ outcome: null })
  })

/** Carries out the plan that was read, with what was decided. */
export const applyPlan = (confirmDeletes: boolean): Promise<void> =>
  asking('apply', 'Sync', async () => {
    const { plan } = getState()
    if (plan) await carryOut(plan, confirmDeletes, true)
  })

async function carryOut(plan: SyncPlan, confirmDeletes: boolean, mayChange: boolean): Promise<void> {
  try {
    takeResult(plan, await syncApi.apply({ planId: plan.id, confirmDeletes, ...decisionsFor(plan) }))
  } catch (error) {
    const next = newPlanIn(error)
    if (next === null) throw error
    const isKnown = mayChange && isKnownFrom(next, plan)
    takePlan(next)
    // It is the plan that was read, and is refused for what its message says.
    if (next.id === plan.id) throw error
    // What is left of a plan that was read is still what was read.
    if (isKnown) return carryOut(next, confirmDeletes, false)
    setState({ outcome: { kind: 'replanned' } })
  }
}

function newPlanIn(error: unknown): SyncPlan | null {
  if (!(error instanceof ApiError) || error.status !== 409) return null
  return (error.body.plan as SyncPlan | undefined) ?? null
}

/** The decisions about what is in the plan, and no others; credentials go up also where nothing else does. */
function decisionsFor({ operations }: SyncPlan) {
  const { resolutions, sendCredentials } = getState()
  const { byUid } = useBindings.getState()
  return {
    resolutions: Object.fromEntries(
      operations.flatMap(({ id }) => (resolutions[id] === undefined ? [] : [[id, resolutions[id]]])),
    ),
    sendCredentials: [...sendCredentials].filter((uid) => uid in byUid),
  }
}

function takeResult(plan: SyncPlan, result: SyncResult): void {
  const { resolutions, sendCredentials: ticked } = getState()
  const rest = restOf(plan, resolutions, result)
  const { heldBack } = countPlan(rest.operations, {})
  // They were asked for once; the next sync does not send them again.
  const sendCredentials = new Set([...ticked].filter((uid) => rest.operations.some(({ localUid }) => localUid === uid)))
  setState({ plan: rest, isRest: true, sendCredentials, outcome: { kind: 'applied', result: { ...result, heldBack } } })
}

/** What was decided stands as long as the operation it is about is in the plan. */
function takePlan(plan: SyncPlan): void {
  const { resolutions, sendCredentials } = getState()
  setState({ plan, isRest: false, resolutions, sendCredentials })
  const kept = decisionsFor(plan)
  setState({ resolutions: kept.resolutions, sendCredentials: new Set(kept.sendCredentials) })
}

/** Takes back what the last sync changed here. */
export const undoSync = (): Promise<void> =>
  asking('undo', 'Undo', async () => {
    const undone = await syncApi.undo()
    setState({ plan: null, outcome: { kind: 'undone', undone } })
  })

async function asking(asked: NonNullable<SyncState['asked']>, what: string, work: () => Promise<void>): Promise<void> {
  if (getState().asked !== null) return
  const before = getState().status?.lastError?.at
  setState({ asked })
  const fault = await work().then(
    () => null,
    (error: Error) => error,
  )
  // What is heard of the sync's own end still finds it asked for, so that the plan stays.
  await loadSync().catch(() => {})
  const { status } = getState()
  // Of what the status tells it is said there, with what to do.
  const isTold = status !== null && status.lastError !== null && status.lastError.at !== before
  const outcome: SyncOutcome | null = fault && !isTold ? { kind: 'failed', what, message: fault.message } : null
  setState({ asked: null, ...(fault && { outcome }) })
}
