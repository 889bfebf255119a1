import { Problem } from '../../shared/errors.ts'
import type { SyncError, SyncStatus } from '../../shared/sync.ts'
import type { Standing } from './auto.ts'
import { backoff } from './backoff.ts'
import { faultOf, isPassing, problemOf } from './sync-fault.ts'

export interface TurnsParts {
  /** Whether the journal is not at its end. */
  isUnfinished(): Promise<boolean>
  /** Whether a sync that failed for the time being starts again by itself. */
  isAutomatic(): boolean
  now(): number
  random(): number
  /** Told when anything of how it stands has changed. */
  onChanged(): void
  /** Told once of what keeps syncs from their end, however often it is met. */
  onTrouble(error: SyncError): void
  onFault(error: unknown): void
}

type State = SyncStatus['state']

/** Syncs one after the other, and how they stand: what goes on, how far it is, and how the last one ended. */
export interface Turns {
  shown(): Pick<SyncStatus, 'state' | 'progress' | 'lastError'>
  show(state: State, progress?: SyncStatus['progress']): void
  standing(): Standing
  /** Fires where what goes on is to end before its time. */
  signal(): AbortSignal
  /** Does it once what goes on is over. How it ended is what is shown until the next. @throws {Problem} */
  take<T>(first: State, work: () => Promise<T>): Promise<T>
  /** The last sync did what it may; the rest waits for a person. */
  wait(code: SyncError['code'], message: string): void
  /** What kept syncs from their end is over. */
  forgive(): void
  /** Looks whether a sync was cut. */
  noteUnfinished(): Promise<void>
  /** Ends what goes on, and goes on from there. */
  end(): Promise<void>
  /** Ends what goes on, for good. */
  stop(): Promise<void>
}

export function createTurns(parts: TurnsParts): Turns {
  const { now, onChanged } = parts
  let state: State = 'idle'
  let progress: SyncStatus['progress'] = null
  let lastError: SyncError | null = null
  let failures = 0
  /** For how long it was to wait after the last fault, in milliseconds. */
  let wait = 0
  let isUnfinished = false
  let running: Promise<unknown> = Promise.resolve()
  let controller = new AbortController()

  function show(next: State, done: SyncStatus['progress'] = null): void {
    state = next
    progress = done
    onChanged()
  }

  async function noteUnfinished(): Promise<void> {
    isUnfinished = await parts.isUnfinished()
  }

  async function fail(error: unknown): Promise<void> {
    if (controller.signal.aborted || (error instanceof Problem && error.status < 500)) return show('idle')
    await noteUnfinished()
    const { code, message, retryAfterMs } = faultOf(error)
    wait = Math.max(retryAfterMs ?? 0, backoff(failures++, parts.random()))
    const isTriedAgain = isPassing(code) && (isUnfinished || parts.isAutomatic())
    const retryAt = isTriedAgain ? iso(now() + wait) : null
    const isNew = lastError?.code !== code
    lastError = { code, message, at: iso(now()), retryAt }
    if (isNew) parts.onTrouble(lastError)
    if (code === 'failed') parts.onFault(error)
    show(code === 'offline' ? 'offline' : 'error')
  }

  function notBefore(): number {
    if (lastError === null || lastError.code === 'deletes_unconfirmed') return 0
    if (lastError.retryAt === null) return Number.POSITIVE_INFINITY
    // Where the clock was set back, it waits anew, and not until the time that it was.
    const retryAt = Math.min(Date.parse(lastError.retryAt), now() + wait)
    lastError = { ...lastError, retryAt: iso(retryAt) }
    return retryAt
  }

  async function endRunning(why: string): Promise<void> {
    controller.abort(new Problem('unavailable', why))
    await running
  }

  return {
    shown: () => ({ state, progress, lastError }),
    show,
    standing: () => ({ state, notBefore: notBefore(), isUnfinished }),
    signal: () => controller.signal,
    take(first, work) {
      const run = async () => {
        if (controller.signal.aborted) throw new Problem('unavailable', 'Bindery is stopping.')
        show(first)
        try {
          const result = await work()
          await noteUnfinished()
          lastError = null
          failures = 0
          show('idle')
          return result
        } catch (error) {
          await fail(error)
          throw problemOf(error)
        }
      }
      const turn = running.then(run, run)
      running = turn.catch(() => {})
      return turn
    },
    wait(code, message) {
      lastError = { code, message, at: iso(now()), retryAt: null }
      show('error')
    },
    forgive() {
      lastError = null
      failures = 0
      if (state === 'error' || state === 'offline') state = 'idle'
      onChanged()
    },
    noteUnfinished,
    async end() {
      await endRunning('The account was changed.')
      controller = new AbortController()
    },
    stop: () => endRunning('Bindery is stopping.'),
  }
}

const iso = (at: number): string => new Date(at).toISOString()
