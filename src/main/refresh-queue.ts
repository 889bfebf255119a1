import { Problem } from '../shared/errors.ts'
import type { Trigger } from '../shared/run.ts'
import type { StoredRun } from './db/runs.ts'
import { newRunId } from './ids.ts'
import type { RefreshAsk } from './runs/run-record.ts'

/** A run that was asked for: its id at once, the run itself once it is stored. */
export interface Ticket {
  runId: string
  /** Rejects only where the run could not be stored. */
  done: Promise<StoredRun>
}

export interface AskOptions {
  /** Someone waits for it. Default false. */
  urgent?: boolean
  /** The source is to be asked even where the last data would do. Default: true, but for an edit. */
  needsSource?: boolean
  /** Of the run, where it was promised before; default: a new one. No run may have it. */
  runId?: string
}

export interface RefreshQueue {
  /**
   * Asks for a refresh. Asks for a binding that is being refreshed join that run; those that bring something new to it
   * (an edit, a webhook, the source where the run only draws anew) get one run after it, however many they are.
   */
  ask(bindingUid: string, trigger: Trigger, options?: AskOptions): Ticket
  /** Ends what is asked for of a binding and waits until that is recorded, without waiting for a place. */
  cancel(bindingUid: string): Promise<void>
  /** Bindings that are waited for or worked on. */
  readonly size: number
  /** Runs that wait for a place. */
  readonly depth: number
  has(bindingUid: string): boolean
  /** Nothing is taken any more. */
  readonly isStopped: boolean
  /** Ends what runs and forgets what waits: what was due stays due in the database. */
  stop(): Promise<void>
}

/** Most refreshes at a time: they mostly wait for the network; fetches and renders have limits of their own. */
const CONCURRENCY = 64
/** Most that may wait for their sources or for the disk at a time without a place, since each holds its definition and data. */
const MOST_PARKED = 256

interface Job extends Ticket {
  ask: RefreshAsk
  isRunning: boolean
  /** It waits for its source or for the disk, and has given its place up. */
  isParked: boolean
  controller: AbortController
  next: Job | null
  settle: { resolve(run: StoredRun): void; reject(error: unknown): void }
}

interface Wish {
  trigger: Trigger
  urgent: boolean
  needsSource: boolean
}

/**
 * @param work carries out one ask and stores its run; with a signal that is aborted already it only records that. It
 *   tells when it waits for its source or for the disk, and when that is over
 * @param monotonic the clock of `performance.now`
 */
export function createRefreshQueue(
  work: (ask: RefreshAsk, signal: AbortSignal, onWait: (isWaiting: boolean) => void) => Promise<StoredRun>,
  monotonic: () => number,
  concurrency = CONCURRENCY,
): RefreshQueue {
  const current = new Map<string, Job>()
  const waiting = { urgent: [] as Job[], background: [] as Job[] }
  let running = 0
  let parked = 0
  let isPumping = false
  let isStopped = false

  function newJob(bindingUid: string, wish: Wish, runId = newRunId()): Job {
    const { promise, ...settle } = Promise.withResolvers<StoredRun>()
    // Most asks are not waited for; a rejection is logged where the work is done.
    promise.catch(() => {})
    const ask = { runId, bindingUid, ...wish, askedAt: monotonic() }
    return {
      runId,
      done: promise,
      ask,
      isRunning: false,
      isParked: false,
      controller: new AbortController(),
      next: null,
      settle,
    }
  }

  function enqueue(job: Job): void {
    if (isOver(job)) return void run(job)
    waiting[job.ask.urgent ? 'urgent' : 'background'].push(job)
    pump()
  }

  function pump(): void {
    // One that gives its place up as it begins lets the next one in from here, and not from within.
    if (isPumping) return
    isPumping = true
    while (running < concurrency) {
      const job = waiting.urgent.shift() ?? waiting.background.shift()
      if (!job) break
      void run(job)
    }
    isPumping = false
  }

  /** One that waits so gives its place up meanwhile: a slow source holds up no others, and many share a sync. */
  function park(job: Job, isWaiting: boolean): void {
    if (isWaiting === job.isParked || (isWaiting && parked >= MOST_PARKED)) return
    job.isParked = isWaiting
    const by = isWaiting ? 1 : -1
    parked += by
    running -= by
    if (isWaiting) pump()
  }

  async function run(job: Job): Promise<void> {
    running++
    job.isRunning = true
    try {
      job.settle.resolve(await work(job.ask, job.controller.signal, (isWaiting) => park(job, isWaiting)))
    } catch (error) {
      job.settle.reject(error)
    } finally {
      park(job, false)
      running--
      const { bindingUid } = job.ask
      if (job.next) {
        current.set(bindingUid, job.next)
        enqueue(job.next)
      } else current.delete(bindingUid)
      pump()
    }
  }

  /** Takes a run that has not begun out of the line; false for one that is not in it. */
  function takeOut(job: Job): boolean {
    for (const line of [waiting.urgent, waiting.background]) {
      const at = line.indexOf(job)
      if (at < 0) continue
      line.splice(at, 1)
      return true
    }
    return false
  }

  /** Someone waits now: a run that has not begun moves up. */
  function hasten(job: Job): void {
    if (job.ask.urgent) return
    job.ask.urgent = true
    if (takeOut(job)) waiting.urgent.push(job)
  }

  function join(job: Job, wish: Wish): Ticket {
    const { trigger, urgent, needsSource } = wish
    if (!job.isRunning && !isOver(job)) {
      if (job.ask.trigger === 'edit') job.ask.trigger = trigger
      job.ask.needsSource ||= needsSource
      if (urgent) hasten(job)
      return job
    }
    const bringsNews = trigger === 'edit' || trigger === 'webhook' || (needsSource && !job.ask.needsSource)
    if (!bringsNews && !isOver(job)) return job
    if (trigger === 'edit') job.controller.abort(new Error('The definition was changed'))
    if (job.next) return join(job.next, wish)
    // What is cut off is carried out by the run after it.
    job.next = newJob(job.ask.bindingUid, {
      trigger,
      urgent: urgent || job.ask.urgent,
      needsSource: needsSource || (isOver(job) && job.ask.needsSource),
    })
    return job.next
  }

  async function cancel(bindingUid: string): Promise<void> {
    const jobs = chainOf(current.get(bindingUid))
    for (const job of jobs) job.controller.abort(new Error('The refresh was cancelled'))
    for (const job of jobs) if (takeOut(job)) void run(job)
    await Promise.allSettled(jobs.map(({ done }) => done))
  }

  /** Forgets a run that has not begun. */
  function drop(job: Job): void {
    takeOut(job)
    job.settle.reject(new Problem('unavailable', 'Bindery is shutting down.'))
  }

  function dropWaiting(): void {
    for (const [bindingUid, job] of [...current]) {
      if (!job.isRunning) current.delete(bindingUid)
      for (const each of chainOf(job)) if (!each.isRunning) drop(each)
      job.next = null
    }
  }

  return {
    ask(bindingUid, trigger, { urgent = false, needsSource = trigger !== 'edit', runId } = {}) {
      if (isStopped) throw new Problem('unavailable', 'Bindery is shutting down.')
      const wish = { trigger, urgent, needsSource }
      const job = current.get(bindingUid)
      if (job) return join(job, wish)
      const fresh = newJob(bindingUid, wish, runId)
      current.set(bindingUid, fresh)
      enqueue(fresh)
      return fresh
    },
    cancel,
    get size() {
      return current.size
    },
    get depth() {
      return waiting.urgent.length + waiting.background.length
    },
    has: (bindingUid) => current.has(bindingUid),
    get isStopped() {
      return isStopped
    },
    async stop() {
      isStopped = true
      dropWaiting()
      await Promise.all([...current.keys()].map(cancel))
    },
  }
}

/** Nothing of it will be stored but that it was ended: nobody is served by joining it. */
const isOver = ({ controller }: Job): boolean => controller.signal.aborted

function chainOf(first: Job | undefined): Job[] {
  const chain: Job[] = []
  for (let job = first ?? null; job; job = job.next) chain.push(job)
  return chain
}
