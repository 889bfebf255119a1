import { type ChildProcess, fork } from 'node:child_process'
import { cpuTimeOf } from './cpu-time.ts'
import { BEGUN, isPrepared, type JobReply, type JobRequest, READY } from './job.ts'
import { PREPARE_LIMIT_MS, WORKER_HEAP_MIB } from './limits.ts'

/** Why a worker ended before its job did. */
export class WorkerKilled extends Error {
  override readonly name = 'WorkerKilled'
  readonly reason: 'time' | 'memory' | 'killed' | 'crash' | 'stopped'
  /** The time limit that was passed, milliseconds, where it was one. */
  readonly limitMs: number | null

  constructor(reason: WorkerKilled['reason'], message: string, limitMs: number | null = null) {
    super(message)
    this.reason = reason
    this.limitMs = limitMs
  }
}

export interface KillableWorker {
  /** Resolves once the worker can take a job; rejects where it could not be started. */
  readonly ready: Promise<void>
  /** Resolves when the process is gone, for whatever reason. */
  readonly gone: Promise<void>
  /**
   * Runs one job; its clock starts here. What is prepared (large data, a template) has time for that before the time of
   * its code begins. Rejects with WorkerKilled, after which the worker is of no more use.
   */
  run(request: JobRequest, timeLimitMs: number): Promise<JobReply>
  kill(): Promise<void>
}

/** How many times its limit a run may wait for a processor: half a second is promised. */
const RUN_PATIENCE = 1.5
/** The same for preparing, in which no user code runs. */
const PREPARE_PATIENCE = 10
/** What is left of a limit and is not worth another look, in milliseconds: processor time is told no finer. */
const SHORTEST_WAIT_MS = 20

/** How much of a dying worker's last words is kept, in characters. */
const MAX_LAST_WORDS = 4000

/**
 * Starts one worker that runs one job at a time and keeps this process alive only while it has one. A process, not a
 * thread: a thread that asks for one large block past its heap limit takes the whole process with it (V8 aborts).
 */
export function startKillableWorker(path: string): KillableWorker {
  const child = spawn(path)
  const ready = Promise.withResolvers<void>()
  const gone = Promise.withResolvers<void>()
  let running: PromiseWithResolvers<JobReply> | null = null
  let onBegun = () => {}
  let lastWords = ''
  ready.promise.catch(() => {})

  const fail = (killed: WorkerKilled) => {
    ready.reject(killed)
    running?.reject(killed)
    running = null
  }
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(0, MAX_LAST_WORDS)
  })
  child.on('message', (message: typeof READY | typeof BEGUN | JobReply) => {
    if (message === BEGUN) return onBegun()
    if (message === READY) {
      hold(child, false)
      ready.resolve()
      return
    }
    running?.resolve(message)
    running = null
  })
  child.on('error', (error) => {
    fail(new WorkerKilled('crash', `The worker could not be started or reached: ${error.message}`))
    gone.resolve()
  })
  // 'close', not 'exit': only then are the last words complete.
  child.on('close', (code, signal) => {
    fail(causeOfDeath(code, signal, lastWords))
    gone.resolve()
  })

  return {
    ready: ready.promise,
    gone: gone.promise,
    async kill() {
      fail(new WorkerKilled('stopped', 'The evaluator was stopped'))
      hold(child, true)
      child.kill('SIGKILL')
      await gone.promise
    },
    async run(request, timeLimitMs) {
      const job = Promise.withResolvers<JobReply>()
      running = job
      hold(child, true)
      const killAfter = (ms: number, patience: number) =>
        afterWork(child, ms, patience, () => {
          if (running !== job) return
          fail(new WorkerKilled('time', `The job took longer than ${ms} ms`, ms))
          child.kill('SIGKILL')
        })
      const killAfterRun = () => killAfter(timeLimitMs, RUN_PATIENCE)
      let cancel = isPrepared(request) ? killAfter(PREPARE_LIMIT_MS, PREPARE_PATIENCE) : killAfterRun()
      onBegun = () => {
        cancel()
        cancel = killAfterRun()
      }
      try {
        child.send(request)
        return await job.promise
      } finally {
        cancel()
        hold(child, false)
      }
    },
  }
}

/**
 * Calls back once the worker has worked for so long, or once `patience` times that has passed: on a machine that has no
 * time for it, a worker is not taken for one that does not end. Returns what calls it off.
 */
function afterWork({ pid }: ChildProcess, ms: number, patience: number, callback: () => void): () => void {
  const start = performance.now()
  const cpuAtStart = cpuTimeOf(pid)
  let timer: NodeJS.Timeout
  const wait = (waitMs: number) => {
    timer = setTimeout(() => {
      const cpuNow = cpuTimeOf(pid)
      const worked = cpuAtStart === null || cpuNow === null ? ms : cpuNow - cpuAtStart
      const left = Math.min(ms - worked, start + ms * patience - performance.now())
      // Timers come before messages in a turn of the loop: a reply that already waits is let win.
      if (left <= SHORTEST_WAIT_MS) setImmediate(callback)
      else wait(left)
    }, waitMs)
  }
  wait(ms)
  return () => clearTimeout(timer)
}

function spawn(path: string): ChildProcess {
  return fork(path, {
    // Neither the farm's secrets nor its flags are of use to an expression. Electron's binary needs to be told that
    // it is to be Node; Windows can't open a socket without SystemRoot.
    env: { ELECTRON_RUN_AS_NODE: '1', ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }) },
    execArgv: [`--max-old-space-size=${WORKER_HEAP_MIB}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
}

/** Whether the worker keeps this process alive. */
function hold(child: ChildProcess, on: boolean): void {
  const stderr = child.stderr as { ref?(): void; unref?(): void } | null
  for (const handle of [child, child.channel, stderr]) handle?.[on ? 'ref' : 'unref']?.()
}

/** V8 aborts with words of its own; the kernel, short of memory, kills without any, and so does whoever else may. */
function causeOfDeath(code: number | null, signal: NodeJS.Signals | null, lastWords: string): WorkerKilled {
  if (/out of memory|heap limit|invalid (?:array length|size error|table size)/i.test(lastWords)) {
    return new WorkerKilled('memory', 'The worker ran out of memory')
  }
  if (signal === 'SIGKILL') return new WorkerKilled('killed', 'The worker was killed')
  return new WorkerKilled('crash', `The worker ended with ${signal ?? `code ${code}`}: ${lastWords}`)
}
