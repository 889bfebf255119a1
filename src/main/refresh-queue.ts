import { Problem } from '../shared/errors.ts'
import type { Trigger } from '../shared/run.ts'
import type { StoredRun } from './db/runs.ts'
import { newRunId } from './ids.ts'
import type { RefreshAsk } from './run-record.ts'

/** A run that was asked for: its id at once, the run itself once it is stored. */
export interface Ticket {
  runId: string
  /** Rejects only where the run could not be stored. */
  done: Promise<StoredRun>
}

export interface RefreshQueue {
  /**
   * Asks for a refresh. Asks for a binding that is being refreshed join that run; those that bring something new to it
   * (an edit, a webhook) get one run after it, however many they are.
   */
  ask(bindingUid: string, trigger: Trigger, options?: { urgent?: boolean }): Ticket
  /** The last run that is asked for of a binding, if any. */
  inFlight(bindingUid: string): Ticket | undefined
  /** Ends what is asked for of a binding and waits until it has ended. */
  cancel(bindingUid: string): Promise<void>
  /** Bindings that are waited for or worked on. */
  readonly size: number
  /** Runs that wait for a place. */
  readonly depth: number
  has(bindingUid: string): boolean
  stop(): Promise<void>
}

/** Most refreshes at a time: they mostly wait for the network; fetches and renders have limits of their own. */
const CONCURRENCY = 32

interface Job extends Ticket {
  ask: RefreshAsk
  isRunning: boolean
  controller: AbortController
  next: Job | null
  settle: { resolve(run: StoredRun): void; reject(error: unknown): void }
}

/** `work` carries out one ask and stores its run. */
export function createRefreshQueue(
  work: (ask: RefreshAsk, signal: AbortSignal) => Promise<StoredRun>,
  now: () => number,
  concurrency = CONCURRENCY,
): RefreshQueue {
  const current = new Map<string, Job>()
  const waiting = { urgent: [] as Job[], background: [] as Job[] }
  let running = 0
  let isStopped = false

  function newJob(bindingUid: string, trigger: Trigger, urgent: boolean): Job {
    const runId = newRunId()
    const { promise, ...settle } = Promise.withResolvers<StoredRun>()
    // Most asks are not waited for; a rejection is logged where the work is done.
    promise.catch(() => {})
    const ask = { runId, bindingUid, trigger, urgent, askedAt: now() }
    return { runId, done: promise, ask, isRunning: false, controller: new AbortController(), next: null, settle }
  }

  function enqueue(job: Job): void {
    waiting[job.ask.urgent ? 'urgent' : 'background'].push(job)
    pump()
  }

  function pump(): void {
    while (running < concurrency) {
      const job = waiting.urgent.shift() ?? waiting.background.shift()
      if (!job) return
      void run(job)
    }
  }

  async function run(job: Job): Promise<void> {
    running++
    job.isRunning = true
    try {
      job.settle.resolve(await work(job.ask, job.controller.signal))
    } catch (error) {
      job.settle.reject(error)
    } finally {
      running--
      const { bindingUid } = job.ask
      if (job.next) {
        current.set(bindingUid, job.next)
        enqueue(job.next)
      } else current.delete(bindingUid)
      pump()
    }
  }

  /** Someone waits now: a run that has not begun moves up. */
  function hasten(job: Job): void {
    if (job.ask.urgent || job.isRunning) return
    const at = waiting.background.indexOf(job)
    if (at < 0) return
    waiting.background.splice(at, 1)
    job.ask.urgent = true
    waiting.urgent.push(job)
  }

  function join(job: Job, trigger: Trigger, urgent: boolean): Ticket {
    if (!job.isRunning) {
      // A redraw asks no source; one who wants the source asked is not served by it.
      if (job.ask.trigger === 'edit' && trigger !== 'edit') job.ask.trigger = trigger
      if (urgent) hasten(job)
      return job
    }
    const bringsNews = trigger === 'edit' || trigger === 'webhook' || (job.ask.trigger === 'edit' && trigger !== 'request')
    if (!bringsNews) return job
    if (trigger === 'edit') job.controller.abort(new Error('The definition was changed'))
    if (!job.next) {
      // What an edit cuts off is carried out after it, with the source asked if it was to be.
      const wanted = trigger === 'edit' && job.ask.trigger !== 'edit' ? job.ask.trigger : trigger
      job.next = newJob(job.ask.bindingUid, wanted, urgent || job.ask.urgent)
      return job.next
    }
    return join(job.next, trigger, urgent)
  }

  /** Drops a run that has not begun: what was due stays due in the database. */
  function drop(job: Job): void {
    for (const list of [waiting.urgent, waiting.background]) {
      const at = list.indexOf(job)
      if (at >= 0) list.splice(at, 1)
    }
    current.delete(job.ask.bindingUid)
    job.settle.reject(new Problem('unavailable', 'Bindery is shutting down.'))
  }

  async function cancel(bindingUid: string): Promise<void> {
    const job = current.get(bindingUid)
    if (!job) return
    job.controller.abort(new Error('The refresh was cancelled'))
    job.next?.controller.abort(new Error('The refresh was cancelled'))
    const last = job.next ?? job
    await last.done.catch(() => {})
  }

  return {
    ask(bindingUid, trigger, { urgent = false } = {}) {
      if (isStopped) throw new Problem('unavailable', 'Bindery is shutting down.')
      const job = current.get(bindingUid)
      if (job) return join(job, trigger, urgent)
      const fresh = newJob(bindingUid, trigger, urgent)
      current.set(bindingUid, fresh)
      enqueue(fresh)
      return fresh
    },
    inFlight(bindingUid) {
      const job = current.get(bindingUid)
      return job?.next ?? job
    },
    cancel,
    get size() {
      return current.size
    },
    get depth() {
      return waiting.urgent.length + waiting.background.length
    },
    has: (bindingUid) => current.has(bindingUid),
    async stop() {
      isStopped = true
      for (const job of [...current.values()]) if (!job.isRunning) drop(job)
      await Promise.all([...current.keys()].map(cancel))
    },
  }
}
