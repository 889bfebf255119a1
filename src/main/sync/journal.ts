import { Problem } from '../../shared/errors.ts'
import type { SyncStepRepository } from '../db/sync-steps.ts'
import { carryOut } from './carry-out.ts'
import { HostedFault, type HostedFaultKind } from './hosted.ts'
import type { Task } from './task.ts'
import { TaskFault } from './task-fault.ts'
import type { Step, Workshop } from './workshop.ts'

/** Faults of the way or of the account, for which the object can do nothing: the sync waits. */
const WAITS: ReadonlySet<HostedFaultKind> = new Set<HostedFaultKind>([
  'offline',
  'key_rejected',
  'forbidden',
  'rate_limited',
  'server_fault',
  'not_an_api',
])
/** After so many tries a step that the server fails at is given up, so that one object does not keep back all others. */
const TRIES = 5
const GIVEN_UP: ReadonlySet<HostedFaultKind> = new Set<HostedFaultKind>(['server_fault', 'not_an_api', 'forbidden'])

export interface JournalParts {
  steps: SyncStepRepository<Task>
  shop: Workshop
  onProgress(done: number, total: number): void
  /** Told what is being carried out; null when it is over. */
  onStep(task: Task | null): void
  onFault(error: unknown): void
}

/**
 * Carries out what the journal holds and is not at its end, in its order.
 * @throws {HostedFault} where the sync has to wait; the same journal is gone on with later
 */
export async function workOff({ steps, shop, onProgress, onStep, onFault }: JournalParts): Promise<void> {
  const all = await steps.all(shop.account)
  let done = all.filter(({ state }) => state === 'done' || state === 'failed').length
  for (const step of all) {
    if (step.state === 'done' || step.state === 'failed') continue
    shop.signal.throwIfAborted()
    onProgress(done, all.length)
    onStep(step.task)
    await workOffOne(step, { steps, shop, onFault }).finally(() => onStep(null))
    onProgress(++done, all.length)
  }
}

async function workOffOne(
  step: Step,
  { steps, shop, onFault }: Pick<JournalParts, 'steps' | 'shop' | 'onFault'>,
): Promise<void> {
  const mark = (sealedBody: Buffer | null = null) => steps.set(step.seq, { state: 'sent', sealedBody })
  let isUnknown = false
  try {
    await carryOut(step, mark, shop)
  } catch (error) {
    if (shop.signal.aborted) throw shop.signal.reason
    if (error instanceof HostedFault && WAITS.has(error.kind)) {
      const attempts = step.attempts + 1
      // Of a call that came to nothing for certain nothing has to be looked for.
      const isSent = error.isOutcomeUnknown || step.state === 'sent'
      await steps.set(step.seq, { attempts, state: isSent ? 'sent' : 'pending' })
      if (!GIVEN_UP.has(error.kind) || attempts < TRIES) throw error
      isUnknown = isSent
    } else if (!isOfTheTask(error)) onFault(error)
    await refuse(step, error, shop)
    await steps.set(step.seq, { state: 'failed', error: wordsOf(error), ...(!isUnknown && { sealedBody: null }) })
  }
}

const isOfTheTask = (error: unknown): error is Error =>
  error instanceof HostedFault || error instanceof TaskFault || error instanceof Problem

const wordsOf = (error: unknown): string =>
  isOfTheTask(error) ? error.message : 'Bindery met an unexpected fault; its log has the cause.'

/** What would be refused again as it is waits until it is changed; what is deleted can't be, and is tried each time. */
async function refuse({ task }: Step, error: unknown, { store, account }: Workshop): Promise<void> {
  if (task.action === 'push_delete') return
  const isRefusal =
    (error instanceof HostedFault && error.kind === 'refused') ||
    (error instanceof TaskFault && error.isRefusal) ||
    (error instanceof Problem && error.status < 500 && error.slug !== 'template-in-use')
  if (!isRefusal) return
  await store.syncMarks.refuse(account, { subject: task.subject, hash: task.refusedAs, message: wordsOf(error) })
}
