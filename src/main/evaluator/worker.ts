import { Script } from 'node:vm'
import { BEGUN, type JobReply, type JobRequest, READY } from './job.ts'
import { ORPHAN_TIME_LIMIT_MS } from './limits.ts'
import { runJob } from './run-job.ts'
import { warmUp } from './warm-up.ts'

// The farm ends its workers; a Ctrl-C in its terminal, which reaches them too, must not end what still runs.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
process.on('disconnect', () => process.exit())

const script = new Script("globalThis[Symbol.for('bindery.job')]()")

warmUp()
process.on('message', (request: JobRequest) =>
  process.send?.(guarded(() => runJob(request, () => process.send?.(BEGUN)))),
)
process.send?.(READY)

/** Runs a job under a limit of the worker's own, so that one that loops does not outlive a farm that died. */
function guarded(run: () => JobReply): JobReply {
  Object.assign(globalThis, { [Symbol.for('bindery.job')]: run })
  return script.runInThisContext({ timeout: ORPHAN_TIME_LIMIT_MS })
}
