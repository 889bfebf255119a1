import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { runElectron } from '../../../src/main/commands/run-electron.ts'

let folder: string
let before: typeof process.exitCode
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  before = process.exitCode
})
afterEach(() => {
  process.exitCode = before
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** A shell script in Electron's place. */
function standIn(script: string): string {
  const path = join(folder, 'electron')
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o700)
  return path
}

describe.skipIf(process.platform === 'win32')('Electron', () => {
  test('is given the flags, and not told to be Node', async () => {
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1')
    const told = join(folder, 'told')
    const path = standIn(`printf '%s\\n' "$@" "node=$ELECTRON_RUN_AS_NODE" > '${told}'; exit 3`)
    expect(await runElectron(path, ['/app', '--data-dir', 'a b'])).toBe(null)
    expect(readFileSync(told, 'utf8')).toBe('/app\n--data-dir\na b\nnode=\n')
    expect(process.exitCode).toBe(3)
  })

  test.each([
    ['no sandbox is to be had', 'kill -TRAP $$', 'SIGTRAP'],
    ['a library is missing', 'exit 127', '127'],
  ])('that ends at once, since %s, is a window that there is not', async (_why, script, what) => {
    expect(await runElectron(standIn(script), [])).toBe(`Electron can't be run on this system (${what})`)
    expect(process.exitCode).toBe(before)
  })

  test('that is none of this system is too', async () => {
    expect(await runElectron(join(folder, 'nothing'), [])).toMatch(/^Electron can't be run \(.*ENOENT/)
  })

  test('ends with the signal that ends this', async () => {
    const listeners = process.listenerCount('SIGTERM')
    const told = join(folder, 'told')
    const running = runElectron(standIn(`trap 'exit 0' TERM; : > '${told}'; while :; do sleep 0.02; done`), [])
    await expect.poll(() => existsSync(told), { timeout: 10_000 }).toBe(true)
    process.emit('SIGTERM', 'SIGTERM')
    expect(await running).toBe(null)
    expect(process.exitCode).toBe(0)
    expect(process.listenerCount('SIGTERM')).toBe(listeners)
  })

  /** One that a signal would end with 9, and that ends by itself, with 5, once the file `done` is there. */
  const untilDone = () =>
    `trap 'exit 9' INT TERM HUP; : > '${folder}/told'; while [ ! -e '${folder}/done' ]; do sleep 0.02; done; exit 5`

  test.each(['SIGINT', 'SIGBREAK', 'SIGHUP'] as const)(
    'on Windows ends by itself after %s, which has no signals to send',
    async (signal) => {
      const running = runElectron(standIn(untilDone()), [], 'win32')
      await expect.poll(() => existsSync(join(folder, 'told')), { timeout: 10_000 }).toBe(true)
      process.emit(signal, signal)
      writeFileSync(join(folder, 'done'), '')
      expect(await running).toBe(null)
      expect(process.exitCode).toBe(5)
    },
  )

  test('on Windows is ended where it does not', async () => {
    const running = runElectron(standIn(untilDone()), [], 'win32', 100)
    await expect.poll(() => existsSync(join(folder, 'told')), { timeout: 10_000 }).toBe(true)
    process.emit('SIGINT', 'SIGINT')
    expect(await running).toBe(null)
    expect(process.exitCode).toBe(1)
  })
})
