import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createEvaluator } from '../../../src/main/evaluator/evaluator.ts'
import { rarely } from '../../../src/main/farm/health.ts'
import { createScheduler } from '../../../src/main/scheduler.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'

/** Every look is a fresh one: the clock that says how old the last is goes on by a minute. */
let minutes = 0
let farm: TestFarm
beforeAll(async () => {
  farm = await startTestFarm({ monotonic: () => performance.now() + minutes * 60_000 })
})
afterAll(() => farm.stop())

async function health() {
  minutes++
  // The scheduler is to have looked since.
  await new Promise((resolve) => setTimeout(resolve, 10))
  const { status, json } = await farm.raw('GET', '/healthz')
  return { status, failing: Object.keys(json.checks).filter((name) => json.checks[name] === 'failing') }
}

test('the database: written to, not only read; held by another program, or its file gone, it is failing', async () => {
  const file = join(farm.dataDir, 'bindery.db')
  const other = new BetterSqlite3(file)
  other.exec('BEGIN IMMEDIATE')
  expect(await health()).toMatchObject({ status: 503, failing: expect.arrayContaining(['database']) })
  other.close()
  expect((await health()).failing).not.toContain('database')
  renameSync(file, `${file}.away`)
  expect((await health()).failing).toContain('database')
  renameSync(`${file}.away`, file)
  expect((await health()).failing).not.toContain('database')
})

test('backups: failing once one was due and none could be made', async () => {
  expect((await health()).failing).not.toContain('backups')
  writeFileSync(join(farm.dataDir, 'backups'), 'a file where the folder should be')
  await farm.farm.backups.look()
  expect((await health()).failing).toContain('backups')
  rmSync(join(farm.dataDir, 'backups'))
  await farm.farm.backups.look()
  expect((await health()).failing).not.toContain('backups')
})

test('the answer tells nothing but names of checks, however often it is asked', async () => {
  for (let asked = 0; asked < 50; asked++) await farm.raw('GET', '/healthz')
  const { bytes, json } = await farm.raw('GET', '/healthz')
  expect(Object.keys(json)).toEqual(['status', 'checks'])
  expect(Object.keys(json.checks)).toEqual(['database', 'disk', 'chromium', 'scheduler', 'evaluator', 'backups'])
  expect(bytes.toString()).not.toMatch(/\/|tmp|127\.0/)
})

test('what costs something is looked at once in a while', async () => {
  const clock = { now: 0 }
  let looks = 0
  const probe = rarely(
    5_000,
    () => clock.now,
    () => ++looks < 2,
  )
  expect([await probe(), await probe(), looks]).toEqual([true, true, 1])
  clock.now = 5_000
  expect([await probe(), await probe(), looks]).toEqual([false, false, 2])
})

test('the scheduler: failing when it has not looked for half a minute', async () => {
  const clock = { now: 0 }
  const stuck = createScheduler({
    bindings: {
      due: () => new Promise(() => {}),
      nextDue: async () => null,
      mendDueTimes: async () => 0,
      moveDueTimes: async () => {},
    },
    queue: {
      ask: () => {
        throw new Error('Nothing is due')
      },
      has: () => false,
      size: 0,
      depth: 0,
    },
    now: () => clock.now,
    monotonic: () => clock.now,
    onMended() {},
    onFault: (error) => {
      throw error
    },
  })
  stuck.start()
  await new Promise((resolve) => setTimeout(resolve, 20))
  clock.now = 29_000
  expect(stuck.isAwake()).toBe(true)
  clock.now = 31_000
  expect(stuck.isAwake()).toBe(false)
})

test('the evaluator: failing while its processes can not be started', async () => {
  const evaluator = createEvaluator({ workers: 1 })
  onTestFinished(() => evaluator.stop())
  const source = { html: 'x', variableDefinitions: [] }
  const { execPath } = process
  process.execPath = '/nowhere/node'
  await expect(evaluator.check(source)).rejects.toThrow()
  process.execPath = execPath
  expect(evaluator.isAlive()).toBe(false)
  await evaluator.check(source)
  expect(evaluator.isAlive()).toBe(true)
})

const canMount = process.platform === 'linux' && process.getuid?.() === 0
test.skipIf(!canMount)('the disk: failing when little is left of it, for a small disk too', async () => {
  const disk = mkdtempSync(join(tmpdir(), 'bindery-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', disk])
  onTestFinished(() => {
    execFileSync('umount', [disk])
    rmSync(disk, { recursive: true })
  })
  let looks = 0
  const monotonic = () => performance.now() + looks * 60_000
  const small = await startTestFarm({ dataDir: join(disk, 'data'), monotonic })
  onTestFinished(() => small.stop())
  const checks = async () => {
    looks++
    return (await small.raw('GET', '/healthz')).json.checks
  }
  expect((await checks()).disk).toBe('ok')
  const { bavail, bsize } = statfsSync(disk)
  writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize - 500_000))
  expect((await checks()).disk).toBe('failing')
  rmSync(join(disk, 'filler'))
  expect((await checks()).disk).toBe('ok')
})
