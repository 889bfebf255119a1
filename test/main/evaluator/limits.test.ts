import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { createEvaluator } from '../../../src/main/evaluator/evaluator.ts'
import type { ComposeJob } from '../../../src/main/evaluator/job.ts'
import { DEFAULT_TIME_LIMIT_MS, PREPARE_LIMIT_MS } from '../../../src/main/evaluator/limits.ts'
import { Problem } from '../../../src/shared/errors.ts'
import type { Json } from '../../../src/shared/json.ts'
import { descendantsOf } from '../../helpers/program.ts'
import { composeHere, faultOf } from './compose-here.ts'

const job = (html: string, variables: Record<string, Json> = {}): ComposeJob => ({
  html,
  variables,
  variableDefinitions: [],
  strictVariables: false,
  locale: 'en-US',
  timeZone: 'UTC',
})
const mapping = (data: Json, path: string) => ({
  json: JSON.stringify(data),
  mapping: { x: path },
  defaults: {},
  variableDefinitions: [],
})
const problemOf = async (run: Promise<unknown>): Promise<Problem> => {
  const error = await run.then(
    () => new Error('It ended well'),
    (thrown: unknown) => thrown,
  )
  if (error instanceof Problem) return error
  throw error
}
/** What a busy machine may add to the limit before a test fails. */
const SLACK_MS = 3000

const evaluator = createEvaluator()
afterAll(() => evaluator.stop())

describe('a job that takes too long is killed', () => {
  const long = 'a'.repeat(40)
  const cube = Array(50).fill(Array(50).fill(Array(50).fill(1)))
  const rounds = { l: Array(9999).fill(1), x: 'a'.repeat(3e6) }
  test.each<[string, 'map' | 'compose', () => Promise<unknown>]>([
    ['match', 'map', () => evaluator.map(mapping({ a: [{ a: long }] }, '$.a[?match(@.a, "(a+)+b")]'))],
    ['search', 'map', () => evaluator.map(mapping({ a: [{ a: long }] }, '$.a[?search(@.a, "(a+)+b$")]'))],
    [
      'a filter over a filter',
      'map',
      () => evaluator.map(mapping(cube, '$[?count($..*) > count($..[?count($..*)>1])]')),
    ],
    [
      'costly rounds',
      'compose',
      () => evaluator.compose(job('{{#each l}}{{length (replace ../x "a" "b")}}{{/each}}', rounds)),
    ],
  ])('%s', async (_name, stage, run) => {
    const started = performance.now()
    const problem = await problemOf(run())
    expect(performance.now() - started).toBeLessThan(DEFAULT_TIME_LIMIT_MS + SLACK_MS)
    expect(problem).toMatchObject({ slug: 'expression-error', code: 'EXPRESSION_ERROR', options: { stage } })
    expect(problem.message).toContain(`took longer than ${DEFAULT_TIME_LIMIT_MS} ms`)
    expect(await evaluator.compose(job('{{x}}', { x: 'still' }))).toBe('still')
  })

  test('compiling has a limit of its own, and no code runs in it', async () => {
    const source = '{{#if x}}{{trim x}}{{/if}}\n'.repeat(400_000)
    const problem = await problemOf(evaluator.compose(job(source)))
    expect(problem.message).toContain(`took longer than ${PREPARE_LIMIT_MS} ms`)
  })

  test('a large template has time to be compiled', async () => {
    const source = '<p>{{trim x}}</p>\n'.repeat(3_000)
    const quick = createEvaluator({ workers: 1 })
    expect(await quick.compose(job(source, { x: ' y ' }))).toHaveLength(3_000 * '<p>y</p>\n'.length)
    await quick.stop()
  })

  test('large data has time to be read, and what is asked of it has no more than ever', async () => {
    const quick = createEvaluator({ workers: 1 })
    const data = { a: long, large: Array(3_000_000).fill([]) }
    expect((await quick.map(mapping(data, 'a'))).variables).toEqual({ x: long })
    const problem = await problemOf(quick.map(mapping(data, '$[?match(@, "(a+)+b")]')))
    expect(problem.message).toContain(`took longer than ${DEFAULT_TIME_LIMIT_MS} ms`)
    await quick.stop()
  })

  test('a long text that is almost a number is soon known to be none', async () => {
    const a = `${'1'.repeat(200_000)}x`
    expect(await evaluator.compose(job('[{{round a}}{{sum a}}{{currency a}}]', { a }))).toBe('[]')
  })

  test('and others go on meanwhile', async () => {
    const patient = createEvaluator({ timeLimitMs: 1500 })
    let killed = false
    const regex = patient.map(mapping({ a: [{ a: long }] }, '$.a[?match(@.a, "(a+)+b")]'))
    const hostile = problemOf(regex).finally(() => {
      killed = true
    })
    for (const x of ['one', 'two', 'three']) expect(await patient.compose(job('{{x}}', { x }))).toBe(x)
    expect(killed).toBe(false)
    expect((await hostile).message).toMatch(/took longer than 1500 ms/)
    await patient.stop()
  })
})

describe('a job that takes too much memory is killed alone', () => {
  const patient = createEvaluator({ timeLimitMs: 20_000, workers: 1 })
  afterAll(() => patient.stop())

  test('one large block past the heap limit, which would end a process of threads', async () => {
    const html = '{{#with (split @root.x "")}}'.repeat(30) + '{{/with}}'.repeat(30)
    const problem = await problemOf(patient.compose(job(html, { x: 'ab'.repeat(2_000_000) })))
    expect(problem).toMatchObject({ slug: 'expression-error', options: { stage: 'compose' } })
    expect(problem.message).toMatch(/too much memory/)
    expect(await patient.compose(job('next'))).toBe('next')
  })
})

describe('limits of a composition', () => {
  test('10,000 rounds of #each in all, nested ones counted', () => {
    expect(composeHere('{{#each a}}.{{/each}}', { a: Array(10_000).fill(1) })).toHaveLength(10_000)
    expect(composeHere('{{#each a}}{{#each ../a}}.{{/each}}{{/each}}', { a: Array(99).fill(1) })).toHaveLength(99 * 99)
    const fault = faultOf(() =>
      composeHere('{{#each a}}\n{{#each ../a}}.{{/each}}{{/each}}', { a: Array(100).fill(1) }),
    )
    expect(fault.code).toBe('ITERATION_LIMIT_EXCEEDED')
    expect(fault.faults).toEqual([expect.objectContaining({ line: 2, column: 1 })])
    expect(fault.message).toContain('10,000')
  })

  test('10 MiB of page, by values, by static text, and in bytes', () => {
    const list = { a: Array(1000).fill(1), x: 'é'.repeat(10_000) }
    for (const html of [
      '{{#each a}}{{padStart "x" 10000}}{{../x}}{{/each}}',
      `{{#each a}}${'-'.repeat(20_000)}{{/each}}`,
    ]) {
      expect(faultOf(() => composeHere(html, list)).message).toBe('The composed page is larger than 10 MiB')
    }
    expect(faultOf(() => composeHere('{{x}}', { x: 'é'.repeat(6_000_000) })).message).toContain('10 MiB')
    expect(composeHere('{{x}}', { x: 'x'.repeat(10 * 1024 * 1024) })).toHaveLength(10 * 1024 * 1024)
  })

  test('pretty JSON of deep data is measured before it is made', () => {
    const deep = JSON.parse(`${'['.repeat(250)}${'1,'.repeat(50_000)}1${']'.repeat(250)}`)
    expect(faultOf(() => composeHere('{{json x true}}', { x: deep })).message).toContain('10 MiB')
  })
})

describe('the pool', () => {
  test('aborting stops the waiting, not the evaluator', async () => {
    const one = createEvaluator({ workers: 1 })
    const controller = new AbortController()
    const reason = new Error('not needed any more')
    const running = one.map(mapping({ a: [{ a: 'a'.repeat(40) }] }, '$.a[?match(@.a, "(a+)+b")]')).catch(() => 'killed')
    const queued = one.compose(job('x'), controller.signal)
    controller.abort(reason)
    await expect(queued).rejects.toBe(reason)
    await expect(one.compose(job('x'), controller.signal)).rejects.toBe(reason)
    expect(await one.compose(job('y'))).toBe('y')
    expect(await running).toBe('killed')
    await one.stop()
  })

  test('stopping ends what runs and what waits, and stays stopped', async () => {
    const one = createEvaluator({ workers: 1, timeLimitMs: 20_000 })
    const jobs = [
      one.map(mapping({ a: [{ a: 'a'.repeat(40) }] }, '$.a[?match(@.a, "(a+)+b")]')),
      one.compose(job('x')),
    ].map(problemOf)
    await one.stop()
    for (const problem of await Promise.all(jobs)) expect(problem.slug).toBe('unavailable')
    expect((await problemOf(one.compose(job('x')))).slug).toBe('unavailable')
    await createEvaluator().stop()
  })

  test.runIf(process.platform === 'linux')('a job that is lost with its process is done once more', async () => {
    const others = new Set(descendantsOf(process.pid))
    const one = createEvaluator({ workers: 1, timeLimitMs: 20_000 })
    await one.compose(job('x'))
    for (const pid of descendantsOf(process.pid).filter((pid) => !others.has(pid))) process.kill(pid, 'SIGKILL')
    expect(await one.compose(job('y'))).toBe('y')
    await one.stop()
  })

  test('idle workers hold no process open', async () => {
    const module = new URL('../../../src/main/evaluator/worker-pool.ts', import.meta.url).href
    const worker = new URL('../../../src/main/evaluator/worker.ts', import.meta.url).pathname
    const script = `
      const { createWorkerPool } = await import(${JSON.stringify(module)})
      const pool = createWorkerPool({ path: ${JSON.stringify(worker)}, size: 2, timeLimitMs: 5000 })
      const job = { html: 'done', variables: {}, variableDefinitions: [], locale: 'en-US', timeZone: 'UTC' }
      console.log((await pool.run({ kind: 'compose', job: JSON.stringify(job) })).text)`
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      timeout: 20_000,
    })
    expect(stdout).toBe('done\n')
  })

  test('check reports faults instead of throwing, and the problem of compose carries them', async () => {
    const source = { html: 'a\n{{shout b}}', variableDefinitions: [] }
    expect(await evaluator.check(source)).toEqual({
      faults: [expect.objectContaining({ code: 'HELPER_NOT_ALLOWED', line: 2, column: 3 })],
      used: ['b'],
      places: { b: { line: 2, column: 9 } },
    })
    expect(await problemOf(evaluator.compose(job(source.html)))).toMatchObject({
      slug: 'expression-error',
      status: 422,
      code: 'HELPER_NOT_ALLOWED',
      message: 'Line 2, column 3: The helper "shout" is not allowed',
      options: { stage: 'compose', faults: [{ line: 2, column: 3 }] },
    })
  })
})
