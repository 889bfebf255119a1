import { existsSync, globSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { renameFile, renameFileSync } from '../../../src/main/process/rename-file.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** Refuses so often, as Windows does for as long as somebody has the file open; then really renames. */
function heldFor(times: number, code: string) {
  let attempts = 0
  const refuse = () => {
    if (++attempts <= times) throw Object.assign(new Error(`${code}: rename`), { code })
  }
  return {
    attempts: () => attempts,
    async later(from: string, to: string) {
      refuse()
      await rename(from, to)
    },
    atOnce(from: string, to: string) {
      refuse()
      renameSync(from, to)
    },
  }
}

/** Both ways of renaming, over a file that is there. */
const WAYS = [
  {
    name: 'renameFile',
    run: (from: string, to: string, platform: NodeJS.Platform, held: ReturnType<typeof heldFor>) =>
      renameFile(from, to, platform, held.later),
  },
  {
    name: 'renameFileSync',
    run: async (from: string, to: string, platform: NodeJS.Platform, held: ReturnType<typeof heldFor>) =>
      renameFileSync(from, to, platform, held.atOnce),
  },
]

describe.each(WAYS)('$name', ({ run }) => {
  function files(): [from: string, to: string] {
    const [from, to] = [join(tempDir(), 'new'), join(tempDir(), 'old')]
    writeFileSync(from, 'new')
    writeFileSync(to, 'old')
    return [from, to]
  }

  test.each(['EPERM', 'EACCES', 'EBUSY'])('waits on Windows for who has a file open (%s)', async (code) => {
    const [from, to] = files()
    await run(from, to, 'win32', heldFor(3, code))
    expect([readFileSync(to, 'utf8'), existsSync(from)]).toEqual(['new', false])
  })

  test('gives up in the end, and leaves both as they were', async () => {
    const [from, to] = files()
    const started = performance.now()
    await expect(run(from, to, 'win32', heldFor(Number.POSITIVE_INFINITY, 'EBUSY'))).rejects.toThrow('EBUSY')
    expect(performance.now() - started).toBeGreaterThan(1_000)
    expect([readFileSync(from, 'utf8'), readFileSync(to, 'utf8')]).toEqual(['new', 'old'])
  })

  test.each([
    ['win32', 'ENOENT'],
    ['linux', 'EACCES'],
    ['darwin', 'EPERM'],
  ] as const)('what will not pass is said at once (%s, %s)', async (platform, code) => {
    const [from, to] = files()
    const held = heldFor(1, code)
    await expect(run(from, to, platform, held)).rejects.toThrow(code)
    expect(held.attempts()).toBe(1)
  })
})

test('whatever is renamed is renamed with that patience', () => {
  const root = join(import.meta.dirname, '..', '..', '..')
  const files = globSync('src/main/**/*.ts', { cwd: root })
  const imports = /import \{[^}]*\brename(Sync)?\b[^}]*\} from 'node:fs(\/promises)?'/
  const renaming = files.filter((file) => imports.test(readFileSync(join(root, file), 'utf8')))
  expect(renaming).toEqual([join('src', 'main', 'process', 'rename-file.ts')])
})
