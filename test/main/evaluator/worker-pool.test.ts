import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { JobReply } from '../../../src/main/evaluator/job.ts'
import { createWorkerPool } from '../../../src/main/evaluator/worker-pool.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** A pool of one worker that is a real process, and answers each job with what this expression gives. */
function poolOf(expression: string, timeLimitMs = 20_000) {
  const path = join(tempDir(), 'worker.mjs')
  writeFileSync(
    path,
    `import fs from 'node:fs'
    const jobs = []
    process.on('disconnect', () => process.exit())
    process.on('message', ({ job }) => {
      jobs.push(job)
      setImmediate(() => process.send({ text: JSON.stringify(${expression}) }))
    })
    process.send('ready')`,
  )
  const pool = createWorkerPool({ path, size: 1, timeLimitMs })
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

test('a job that takes its process along twice is not given a third', async () => {
  const started = join(tempDir(), 'started')
  const { run } = poolOf(`(() => {
    fs.appendFileSync(${JSON.stringify(started)}, job)
    process.kill(process.pid, 'SIGKILL')
  })()`)
  await expect(run('x')).rejects.toMatchObject({ name: 'WorkerKilled', reason: 'killed' })
  expect(readFileSync(started, 'utf8')).toBe('xx')
})

test.runIf(process.platform === 'linux')('a job whose process stands still is not waited for', async () => {
  const { run } = poolOf('(process.send("begun"), process.kill(process.pid, "SIGSTOP"), jobs)', 300)
  await expect(run('x')).rejects.toMatchObject({ name: 'WorkerKilled', reason: 'time', limitMs: 300 })
})
