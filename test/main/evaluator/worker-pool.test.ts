import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { JobReply } from '../../../src/main/evaluator/job.ts'
import { createWorkerPool } from '../../../src/main/evaluator/worker-pool.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** A pool of one worker that is a real process, and answers each job with what this expression gives. */
function poolOf(expression: string) {
  const path = join(tempDir(), 'worker.mjs')
  writeFileSync(
    path,
    `const jobs = []
    process.on('disconnect', () => process.exit())
    process.on('message', ({ job }) => {
      jobs.push(job)
      setImmediate(() => process.send({ text: JSON.stringify(${expression}) }))
    })
    process.send('ready')`,
  )
  const pool = createWorkerPool({ path, size: 1, timeLimitMs: 20_000 })
  onTestFinished(() => pool.stop())
  const run = (job: string, signal?: AbortSignal) => pool.run({ kind: 'check', job }, signal)
  return { run, read: (reply: JobReply) => JSON.parse('text' in reply ? reply.text : '') }
}

test('a worker is given nothing of what the farm was started with', async () => {
  vi.stubEnv('BINDERY_API_KEY', 'a-key-of-the-farm')
  const { run, read } = poolOf('[Object.keys(process.env), process.execArgv]')
  const [names, flags] = read(await run('x'))
  vi.unstubAllEnvs()
  // Node names its own channel.
  const own = ['ELECTRON_RUN_AS_NODE', 'SystemRoot', 'NODE_CHANNEL_FD', 'NODE_CHANNEL_SERIALIZATION_MODE']
  expect(names.filter((name: string) => !own.includes(name) && !name.startsWith('__CF'))).toEqual([])
  expect(flags).toEqual([expect.stringMatching(/^--max-old-space-size=/)])
})

test('a job whose caller goes away while it waits is not run', async () => {
  const { run, read } = poolOf('jobs')
  const gone = new AbortController()
  const [first, second, third] = [run('first'), run('second', gone.signal), run('third')]
  gone.abort(new Error('gone'))
  await expect(second).rejects.toThrow('gone')
  await first
  expect(read(await third)).toEqual(['first', 'third'])
})
