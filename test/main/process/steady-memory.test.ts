import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'

const MODULE = new URL('../../../src/main/process/steady-memory.ts', import.meta.url).href
/** A program that says what it was started with, once memory is steady. */
const PROGRAM = `
  import { keepMemorySteady } from ${JSON.stringify(MODULE)}
  process.stderr.write('started ' + process.pid + '\\n')
  keepMemorySteady()
  const { pid, argv, env, execArgv } = process
  console.log(JSON.stringify({ pid, args: argv.slice(1), env, v8: execArgv.filter((arg) => arg.startsWith('--max-semi')) }))`

interface Said {
  pid: number
  args: string[]
  env: Record<string, string>
  /** What V8 was told of its spaces. */
  v8: string[]
}

function run(env: Record<string, string> = {}): { said: Said; output: string } {
  const args = ['--input-type=module-typescript', '-e', PROGRAM, 'one', '--two', 'thr ee']
  const command = `"$0" "$@" 2>&1`
  const options = { env: { PATH: process.env.PATH ?? '', ...env }, encoding: 'utf8' } as const
  const output = execFileSync('sh', ['-c', command, process.execPath, ...args], options)
  return { said: JSON.parse(output.slice(output.lastIndexOf('\n{') + 1)), output }
}

describe.runIf(process.platform === 'linux')('keepMemorySteady', () => {
  test('starts the program again in its own place, once, with its arguments and environment', () => {
    const { said, output } = run({ MINE: 'yes' })
    expect(output.split('\n').filter((line) => line !== '')).toEqual([
      `started ${said.pid}`,
      `started ${said.pid}`,
      expect.stringMatching(/^\{/),
    ])
    expect(said.args).toEqual(['one', '--two', 'thr ee'])
    expect(said.env).toMatchObject({ MINE: 'yes', MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '16384' })
    expect(said.v8).toEqual(['--max-semi-space-size=16'])
  })

  test('leaves what the user has set, and a program alone that has it all', () => {
    expect(run({ MALLOC_ARENA_MAX: '5' }).said.env).toMatchObject({
      MALLOC_ARENA_MAX: '5',
      MALLOC_TRIM_THRESHOLD_: '1048576',
    })
    expect(run({ NODE_OPTIONS: '--max-semi-space-size=4' }).said.v8).toEqual([])
    const own = { MALLOC_ARENA_MAX: '5', MALLOC_MMAP_THRESHOLD_: '65536', MALLOC_TRIM_THRESHOLD_: '65536' }
    const { said, output } = run(own)
    expect(output.match(/started/g)).toHaveLength(1)
    expect(said.env).toMatchObject(own)
  })
})
