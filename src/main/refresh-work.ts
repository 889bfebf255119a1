import type { BindingStatus } from '../shared/binding.ts'
import { Problem } from '../shared/errors.ts'
import type { StoredEvent } from './db/events.ts'
import { commitResults, type RefreshResult } from './db/results.ts'
import type { StoredRun } from './db/runs.ts'
import { storageFault } from './db/storage-fault.ts'
import type { Store } from './db/store.ts'
import { createHolds } from './holds.ts'
import { inGroups } from './in-groups.ts'
import type { OnWait } from './refresh/fetch-limiter.ts'
import { heldFiles } from './refresh/store.ts'
import { cancelledRefresh, type RefreshParts, refresh, type Subject } from './refresh.ts'
import type { RefreshAsk } from './runs/run-record.ts'

/** A run as it was stored, and what it made of its binding; null where nothing was refreshed. */
export interface EndedRun {
  run: StoredRun
  before: BindingStatus | null
  after: BindingStatus | null
}

export interface RefreshWorkParts {
  store: Store
  refresh: RefreshParts
  /** A clock that never jumps, milliseconds. */
  monotonic(): number
  /** Told when it is settled when a binding is due next, which is about to be stored. */
  onStoring(bindingUid: string): void
  /** Told when a run is stored, before its events. */
  onStored(bindingUid: string): void
  onEvent(event: StoredEvent): void
  onEnded(ended: EndedRun): void
  onLost(error: unknown, ask: RefreshAsk): void
}

export interface RefreshWork {
  /**
   * Carries out one ask: reads what it is about, refreshes, and ends it in one transaction. Where the definition was
   * changed meanwhile, that is walked again with the new one. `onWait` is told while it waits for a place at its source,
   * or for the disk.
   * @throws {Problem} `unavailable` where the run could not be stored
   */
  run(ask: RefreshAsk, signal: AbortSignal, onWait?: OnWait): Promise<StoredRun>
  /** Whether a binding is left alone because its last run could not be stored. */
  isHeld(bindingUid: string): boolean
  /** Bindings that may be held. */
  readonly heldCount: number
}

/** A binding whose run could not be stored is left alone for this long, so that a full disk is not written to without end. */
const HOLD_MS = 30_000

export function createRefreshWork(parts: RefreshWorkParts): RefreshWork {
  const { store } = parts
  const held = createHolds(HOLD_MS, parts.monotonic)

  const readSoon = inGroups(
    (uids: string[]) => store.subjects(uids),
    (error) => storageFault(error) !== null,
  )

  /** Null where the binding was deleted or paused since it was asked for. */
  async function readSubject(uid: string): Promise<Subject | null> {
    const found = await readSoon(uid)
    return found && found.state.status !== 'paused' ? found : null
  }

  const commitSoon = inGroups(
    (results: RefreshResult[]) => commitResults(store.db, results),
    (error) => storageFault(error) !== null,
  )

  async function commit(
    ask: RefreshAsk,
    subject: Subject | null,
    result: RefreshResult,
    onWait: OnWait,
  ): Promise<StoredRun | null> {
    try {
      parts.onStoring(ask.bindingUid)
      const committed = await atDisk(onWait, commitSoon(result))
      if (!committed) return null
      parts.onStored(ask.bindingUid)
      committed.events.forEach(parts.onEvent)
      parts.onEnded(endedRun(committed.run, subject, result))
      return committed.run
    } catch (error) {
      held.hold(ask.bindingUid)
      parts.onLost(error, ask)
      throw (
        storageFault(error) ??
        new Problem('unavailable', 'The run could not be stored; the log has the cause.', { cause: error })
      )
    } finally {
      parts.refresh.files.release(result.images.flatMap(heldFiles))
    }
  }

  return {
    async run(ask, signal, onWait = () => {}) {
      for (;;) {
        const subject = signal.aborted ? null : await atDisk(onWait, readSubject(ask.bindingUid))
        const result = subject
          ? await refresh(ask, subject, { ...parts.refresh, onWait }, signal)
          : cancelledRefresh(ask, parts.refresh.now)
        const run = await commit(ask, subject, result, onWait)
        if (run) return run
      }
    },
    isHeld: held.has,
    get heldCount() {
      return held.size
    },
  }
}

/** Waits for the disk, which many do together. */
async function atDisk<T>(onWait: OnWait, work: Promise<T>): Promise<T> {
  onWait(true)
  try {
    return await work
  } finally {
    onWait(false)
  }
}

function endedRun(run: StoredRun, subject: Subject | null, { state }: RefreshResult): EndedRun {
  if (!subject || run.outcome === 'cancelled') return { run, before: null, after: null }
  const before = subject.state.status
  return { run, before, after: state.status ?? before }
}
