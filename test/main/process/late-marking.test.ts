import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'

const MODULE = new URL('../../../src/main/process/late-marking.ts', import.meta.url).href

function run(program: string): { stdout: string; stderr: string } {
  const args = ['--input-type=module-typescript', '-e', program]
  return spawnSync(process.execPath, args, { encoding: 'utf8' })
}

test('V8 knows what it is told', () => {
  // It says so, and goes on, where it does not know a flag.
  expect(run(`import { setFlagsFromString } from 'node:v8'\nsetFlagsFromString('--no-such-flag')`).stderr).toContain(
    'no-such-flag',
  )
  expect(run(`import { markLate } from ${JSON.stringify(MODULE)}\nmarkLate()`).stderr).toBe('')
})
