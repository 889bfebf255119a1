import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const MODULE = new URL('../../../src/main/process/fast-ticks.ts', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'bindery-ticks-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A tick, full collections while none waits, and another tick. */
const program = (first: string) => `
  import { setTimeout as pause } from 'node:timers/promises'
  ${first}
  const tick = () => new Promise((resolve) => process.nextTick(resolve))
  await tick()
  for (let i = 0; i < 3; i++) {
    await pause(1)
    gc()
  }
  await pause(1)
  await tick()`

/** How often V8 had to find a shape for the objects of ticks, by its own log. */
function shapesOfTicks(first: string): number {
  const log = join(folder, 'v8.log')
  const flags = ['--expose-gc', '--log-maps', '--no-log-maps-details', '--no-logfile-per-isolate', `--logfile=${log}`]
  execFileSync(process.execPath, [...flags, '--input-type=module-typescript', '-e', program(first)])
  return readFileSync(log, 'latin1').match(/^map,Transition,.*symbol\("trigger_async_id_symbol"/gm)?.length ?? 0
}

test('the shape of ticks outlives a full collection, which it does not by itself', () => {
  expect(shapesOfTicks('')).toBe(2)
  expect(shapesOfTicks(`import { keepTicksFast } from ${JSON.stringify(MODULE)}\nkeepTicksFast()`)).toBe(1)
})
