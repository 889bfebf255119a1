import { Problem, type Stage } from '../../shared/errors.ts'
import type { ComposeJob, JobReply, JobRequest, MapJob, Mapped, TemplateCheck, TemplateSource } from './job.ts'
import { WorkerKilled } from './killable-worker.ts'
import { DEFAULT_TIME_LIMIT_MS, DEFAULT_WORKERS } from './limits.ts'
import workerPath from './worker.ts?modulePath'
import { createWorkerPool } from './worker-pool.ts'

export type { ComposeJob, Locale, MapJob, Mapped, TemplateCheck, TemplateSource } from './job.ts'

export interface EvaluatorOptions {
  /** Milliseconds that users' code may run. Default 300. */
  timeLimitMs?: number
  /** Worker processes, started when first needed and then kept. Default 2. */
  workers?: number
}

/** What a user's expressions and templates come to. Faults of theirs are `expression-error` problems. */
export interface Evaluator {
  /** The variables of a binding: each path's value, or else its default. */
  map(job: MapJob, signal?: AbortSignal): Promise<Mapped>
  /** All faults of a template at once; rejects only where it could not be read in time. */
  check(source: TemplateSource, signal?: AbortSignal): Promise<TemplateCheck>
  /** The composed page. The problem carries every fault, with line and column, in `options.faults`. */
  compose(job: ComposeJob, signal?: AbortSignal): Promise<string>
  /** False where its processes could not be started the last time; the next job tries again. */
  isAlive(): boolean
  stop(): Promise<void>
}

/** Runs mappings and templates in processes that are killed when they take too long or too much memory. */
export function createEvaluator(options: EvaluatorOptions = {}): Evaluator {
  const timeLimitMs = options.timeLimitMs ?? DEFAULT_TIME_LIMIT_MS
  const pool = createWorkerPool({ path: workerPath, size: options.workers ?? DEFAULT_WORKERS, timeLimitMs })

  const run = async (request: JobRequest, stage: Stage, signal?: AbortSignal): Promise<string> => {
    const reply = await pool.run(request, signal).catch((error: unknown) => {
      throw error instanceof WorkerKilled ? problemOfKilled(error, stage) : error
    })
    return textOf(reply, stage)
  }

  return {
    async map({ json, ...job }, signal) {
      const text = await run({ kind: 'map', job: JSON.stringify(job), json }, 'map', signal)
      const mapped = JSON.parse(text) as Mapped
      Object.setPrototypeOf(mapped.variables, null)
      return mapped
    },
    async check(source, signal) {
      return JSON.parse(await run({ kind: 'check', job: JSON.stringify(source) }, 'compose', signal)) as TemplateCheck
    },
    compose: (job, signal) => run({ kind: 'compose', job: JSON.stringify(job) }, 'compose', signal),
    isAlive: () => pool.isAlive(),
    stop: () => pool.stop(),
  }
}

function textOf(reply: JobReply, stage: Stage): string {
  if ('text' in reply) return reply.text
  if ('bug' in reply) throw new Error(`The evaluator failed: ${reply.bug}`)
  const { message, ...details } = reply.fault
  throw new Problem('expression-error', message, { ...details, stage })
}

function problemOfKilled(killed: WorkerKilled, stage: Stage): unknown {
  const what = stage === 'map' ? 'The mapping' : 'The template'
  switch (killed.reason) {
    case 'time':
      return new Problem(
        'expression-error',
        `${what} took longer than ${killed.limitMs} ms and was stopped; make it simpler or give it less data`,
        { stage },
      )
    case 'memory':
    case 'killed':
      return new Problem(
        'expression-error',
        `${what} needed too much memory and was stopped; make it simpler or give it less data`,
        { stage },
      )
    case 'stopped':
      return new Problem('unavailable', 'Bindery is stopping; ask again when it has started', { stage, cause: killed })
    case 'crash':
      return killed
  }
}
