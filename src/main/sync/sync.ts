import { Problem } from '../../shared/errors.ts'
import type {
  Cloud,
  SyncAccount,
  SyncAccountInput,
  SyncApply,
  SyncError,
  SyncPlan,
  SyncResource,
  SyncResult,
  SyncSettings,
  SyncStatus,
  SyncUndone,
} from '../../shared/sync.ts'
import { type Bindings, RESTORABLE_MS } from '../bindings/bindings.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { Store } from '../db/store.ts'
import { syncStepRepository } from '../db/sync-steps.ts'
import { syncUndoRepository } from '../db/sync-undo.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Templates } from '../templates/templates.ts'
import type { Accounts } from './accounts.ts'
import type { Standing } from './auto.ts'
import { cloudsOf } from './cloud.ts'
import { pendingHere } from './pending.ts'
import type { PrivateHosts } from './private-source.ts'
import { applyRound, checkResolutions, finishRound, type MadePlan, planRound, type RoundParts } from './rounds.ts'
import type { SyncMemory } from './sync-memory.ts'
import type { Task } from './task.ts'
import type { Decisions } from './tasks-of.ts'
import { createTurns } from './turns.ts'
import { undoRound } from './undo.ts'
import type { LocalChange } from './undo-record.ts'

export interface SyncParts {
  accounts: Accounts
  memory: SyncMemory
  store: Store
  bindings: Bindings
  templates: Templates
  secrets: Secrets
  privateHosts: PrivateHosts
  now(): number
  random(): number
  /** Told when anything of the status has changed. */
  onChanged(): void
  /** Told once of what keeps syncs from their end, however often it is met. */
  onTrouble(error: SyncError): void
  onFault(error: unknown): void
}

export interface Sync {
  isConnected(): boolean
  status(): Promise<SyncStatus>
  setAccount(input: SyncAccountInput, signal: AbortSignal): Promise<SyncAccount>
  forgetAccount(): Promise<void>
  setSettings(update: Partial<SyncSettings>): Promise<SyncSettings>
  plan(): Promise<SyncPlan>
  /** Answers once the journal is written; `done` is its end. @throws {Problem} `conflict` with the new plan, nothing done */
  apply(asked: SyncApply): Promise<{ done: Promise<SyncResult> }>
  undo(): Promise<SyncUndone>
  /** Applies what needs nobody to decide. */
  syncByItself(): Promise<void>
  /** Goes on with a sync that was cut. */
  resume(): Promise<void>
  standing(): Standing
  /** Whether a change here that is told of is one that a sync is just writing. */
  isOwnWrite(uid: string): boolean
  /** What objects here are at the hosted API; empty without an account. */
  cloudsOf(resource: SyncResource, objects: readonly (StoredBinding | StoredTemplate)[]): Promise<Map<string, Cloud>>
  /** Looks whether a sync was cut. */
  open(): Promise<void>
  stop(): Promise<void>
}

/** How long what was deleted on both sides is remembered; so long a binding can be restored. */
const FORGOTTEN_MS = RESTORABLE_MS

/** At most one sync at a time; what was asked meanwhile waits. */
export function createSync(parts: SyncParts): Sync {
  const { accounts, memory, store, now } = parts
  const steps = syncStepRepository<Task>(store.db)
  const undo = syncUndoRepository<LocalChange>(store.db)
  let inHand: Task | null = null
  let newest: MadePlan | null = null
  const turns = createTurns({
    ...parts,
    isUnfinished: async () => (await steps.unfinished()) === accounts.current()?.baseUrl,
    isAutomatic: () => memory.settings().auto !== 'off',
  })

  function requireAccount(): SyncAccount {
    const account = accounts.current()
    if (account) return account
    throw new Problem('conflict', 'Connect an account first: PUT /sync/account.')
  }

  function round({ baseUrl, pushPrivate }: SyncAccount): RoundParts {
    const { bindings, templates, secrets, privateHosts, onFault } = parts
    const signal = turns.signal()
    const shop = { account: baseUrl, hosted: accounts.connect(), store, bindings, templates, secrets, now, signal }
    const onRead = (done: number) => turns.show('planning', { done, total: null })
    const onProgress = (done: number, total: number) => turns.show('applying', { done, total })
    const onStep = (task: Task | null) => {
      inHand = task
    }
    return { shop, steps, memory, privateHosts, pushPrivate, onRead, onProgress, onStep, onFault }
  }

  async function resumeFirst(rounds: RoundParts): Promise<void> {
    if ((await steps.unfinished()) !== rounds.shop.account) return
    const result = await finishRound(rounds)
    await memory.setLast(rounds.shop.account, now(), result)
  }

  async function planned(rounds: RoundParts, before: MadePlan | null): Promise<MadePlan> {
    newest = await planRound(rounds, before)
    return newest
  }

  async function carryOut(rounds: RoundParts, made: MadePlan, decisions: Decisions): Promise<SyncResult> {
    const result = await applyRound(rounds, made, decisions)
    await memory.setLast(rounds.shop.account, now(), result)
    newest = null
    return result
  }

  async function checked(rounds: RoundParts, asked: SyncApply): Promise<MadePlan> {
    await resumeFirst(rounds)
    const made = await planned(rounds, newest)
    if (made.plan.id !== asked.planId) {
      const detail = 'Something has changed since this plan was made. Look at the new one.'
      throw new Problem('conflict', detail, { members: { plan: made.plan } })
    }
    checkResolutions(made, asked)
    if (made.plan.summary.needsConfirmation && !asked.confirmDeletes) {
      const { deletesHere, deletesOnCloud } = made.plan.summary
      const detail = `This would delete ${deletesHere} here and ${deletesOnCloud} at the hosted API. Confirm it with confirmDeletes.`
      throw new Problem('conflict', detail, { members: { plan: made.plan } })
    }
    return made
  }

  return {
    isConnected: () => accounts.current() !== null,
    async status() {
      const account = accounts.current()
      const marks = account ? await store.syncMarks.all(account.baseUrl) : []
      const last = account && memory.lastSyncAt(account.baseUrl)
      return {
        account,
        settings: memory.settings(),
        ...turns.shown(),
        lastSyncAt: last === null ? null : new Date(last).toISOString(),
        lastResult: account && memory.lastResult(account.baseUrl),
        pending: account ? await pendingHere(account.baseUrl, parts) : { templates: 0, bindings: 0, deletes: 0 },
        conflicts: marks.filter((mark) => mark.state === 'conflict').length,
        heldBack: marks.filter((mark) => mark.state === 'held_back').length,
        canUndo: account !== null && (await undo.hasAny(account.baseUrl)),
      }
    },
    async setAccount(input, signal) {
      const before = accounts.current()
      const account = await accounts.set(input, signal)
      if (before && before.baseUrl !== account.baseUrl) await turns.end()
      newest = null
      turns.forgive()
      return account
    },
    async forgetAccount() {
      await turns.end()
      await accounts.forget()
      await steps.clear()
      await undo.clear()
      newest = null
      turns.forgive()
    },
    async setSettings(update) {
      const settings = await memory.change(update)
      parts.onChanged()
      return settings
    },
    plan: async () => {
      const account = requireAccount()
      return turns.take('planning', async () => {
        const rounds = round(account)
        await resumeFirst(rounds)
        return (await planned(rounds, null)).plan
      })
    },
    async apply(asked) {
      const account = requireAccount()
      const begun = Promise.withResolvers<void>()
      const decisions = { resolutions: asked.resolutions, sendCredentials: new Set(asked.sendCredentials) }
      const done = turns.take('planning', async () => {
        const rounds = round(account)
        const made = await checked(rounds, asked)
        begun.resolve()
        return carryOut(rounds, made, decisions)
      })
      done.catch(begun.reject)
      await begun.promise
      return { done }
    },
    async undo() {
      const account = requireAccount()
      // Else what is undone would come back by itself.
      await memory.change({ auto: 'off' })
      return turns.take('applying', async () => {
        const undone = await undoRound(undo, round(account).shop)
        await memory.forgetResult()
        newest = null
        return undone
      })
    },
    async syncByItself() {
      const account = accounts.current()
      if (!account) return
      await turns
        .take('planning', async () => {
          const rounds = round(account)
          await resumeFirst(rounds)
          const made = await planned(rounds, null)
          const { needsConfirmation } = made.plan.summary
          const isSafe = ({ operation: { kind } }: MadePlan['planned'][number]) =>
            !needsConfirmation || (kind !== 'push_delete' && kind !== 'pull_delete')
          const safe = { ...made, planned: made.planned.filter(isSafe) }
          await carryOut(rounds, safe, { resolutions: {}, sendCredentials: new Set() })
          return needsConfirmation
        })
        .then((needsConfirmation) => {
          if (!needsConfirmation) return
          const message = 'Many objects were deleted on one side. Look at the plan and confirm it.'
          turns.wait('deletes_unconfirmed', message)
        })
        .catch(() => {})
    },
    async resume() {
      const account = accounts.current()
      if (!account || (await steps.unfinished()) !== account.baseUrl) return
      await turns.take('applying', () => resumeFirst(round(account))).catch(() => {})
    },
    isOwnWrite: (uid) => inHand !== null && writesHere(inHand, uid),
    standing: turns.standing,
    async cloudsOf(resource, objects) {
      const account = accounts.current()
      return account ? cloudsOf(account.baseUrl, resource, objects, parts) : new Map()
    },
    async open() {
      await turns.noteUnfinished()
      await store.syncLinks.purgeForgotten(now() - FORGOTTEN_MS)
    },
    stop: turns.stop,
  }
}

/** A step that writes there changes nothing here: what is changed meanwhile was changed by somebody. */
function writesHere({ action, localUid }: Task, uid: string): boolean {
  if (action.startsWith('push')) return false
  // What a step makes has no uid before it is made.
  return localUid === null || action === 'split' || localUid === uid
}
