import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { findBundled } from '../../src/main/chromium/bundled.ts'
import { cacheFolder } from '../../src/main/chromium/cache-folder.ts'
import { openDatabase } from '../../src/main/db/database.ts'
import { settingsRepository } from '../../src/main/db/settings.ts'
import { findAppRoot } from '../../src/main/process/app-root.ts'
import { makeDataDir } from '../../src/main/process/data-dir.ts'
import { type Ended, endPrograms, type Program, runCommand, runProgram } from '../helpers/program.ts'
import { damageUnseen } from '../helpers/unseen-damage.ts'

/** What keeps a farm from starting, each with the built program: one line that says what to do, and nothing lost. */

const READY = /^Bindery is ready at (http:\/\/\S+)$/m
afterEach(endPrograms)

function folderOfItsOwn(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A data dir with a row in it that was acknowledged. */
async function usedDataDir(dataDir: string): Promise<string> {
  makeDataDir(dataDir)
  const db = await openDatabase(dataDir)
  await settingsRepository(db).put({ word: 'acknowledged' })
  await db.destroy()
  return dataDir
}

async function expectKept(dataDir: string): Promise<void> {
  const db = await openDatabase(dataDir)
  expect((await settingsRepository(db).all()).word).toBe('acknowledged')
  await db.destroy()
}

const start = (dataDir: string) => runProgram('serve', ['--port', '0', '--data-dir', dataDir, '--log-level', 'silent'])

async function ready(program: Program) {
  const [, url = ''] = await program.said(READY)
  const [, token = ''] = await program.said(/#token=(\S+)$/m)
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) }
    const response = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) })
    // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract says is there
    return { status: response.status, json: (await response.json()) as any }
  }
  return { url, call }
}

function expectOneLine({ code, stdout, stderr }: Ended, ...words: (RegExp | string)[]): void {
  expect([code, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/^bindery: [^\n]+\n$/)
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|node:internal|Error:/)
  for (const word of words) expect(stderr).toMatch(word)
}

const canMount = process.platform === 'linux' && process.getuid?.() === 0
function smallDisk(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', folder])
  onTestFinished(() => {
    execFileSync('umount', [folder])
    rmSync(folder, { recursive: true })
  })
  return folder
}

describe.skipIf(!canMount)('the disk', () => {
  test('is full: of a data dir in use and of a new one', async () => {
    const disk = smallDisk()
    const dataDir = await usedDataDir(join(disk, 'data'))
    const { bavail, bsize } = statfsSync(disk)
    writeFileSync(join(disk, 'filler'), Buffer.alloc(bavail * bsize))
    expectOneLine(await start(dataDir).ended, /full.*Free some space/)
    expectOneLine(await start(join(disk, 'new')).ended, /full.*Free some space/)
    rmSync(join(disk, 'filler'))
    await expectKept(dataDir)
    const farm = start(dataDir)
    await ready(farm)
    expect((await farm.stop()).code).toBe(0)
    await usedDataDir(join(disk, 'new'))
  })

  test('is mounted read-only', async () => {
    const disk = smallDisk()
    const dataDir = await usedDataDir(join(disk, 'data'))
    execFileSync('mount', ['-o', 'remount,ro', disk])
    expectOneLine(await start(dataDir).ended, dataDir, /can't be written/)
    const backup = await runProgram('cli', ['backup', '--data-dir', dataDir]).ended
    expectOneLine(backup, /read-only/)
    execFileSync('mount', ['-o', 'remount,rw', disk])
    await expectKept(dataDir)
  })
})

test('the API key can not be read', async () => {
  const dataDir = await usedDataDir(folderOfItsOwn())
  mkdirSync(join(dataDir, 'api-key'))
  expectOneLine(await start(dataDir).ended, join(dataDir, 'api-key'), /can't be read \(EISDIR\).*move it away/)
  rmSync(join(dataDir, 'api-key'), { recursive: true })
  await expectKept(dataDir)
})

test('another program holds the database', async () => {
  const dataDir = await usedDataDir(folderOfItsOwn())
  const other = new BetterSqlite3(join(dataDir, 'bindery.db'))
  other.pragma('locking_mode = EXCLUSIVE')
  other.exec('BEGIN EXCLUSIVE')
  expectOneLine(await start(dataDir).ended, /Another program holds the database/)
  other.close()
  await expectKept(dataDir)
})

test('the database is damaged: set aside, and brought back by the one command that is named', async () => {
  const dataDir = await usedDataDir(folderOfItsOwn())
  expect((await runProgram('cli', ['backup', '--data-dir', dataDir]).ended).code).toBe(0)
  writeFileSync(join(dataDir, 'bindery.db'), 'no database any more'.repeat(1000))
  const refused = await start(dataDir).ended
  expectOneLine(refused, /is damaged/, /set aside as bindery\.db\.damaged-/, /bindery restore --newest --data-dir/)
  // Whatever starts it again by itself, it does not come up empty.
  expectOneLine(await start(dataDir).ended, /was damaged and set aside/, /bindery restore --newest/)
  const restored = await runProgram('cli', ['restore', '--newest', '--data-dir', dataDir]).ended
  expect([restored.code, restored.stderr]).toEqual([0, ''])
  expect(restored.stdout).toMatch(/^The newest good backup is of .* ago\nRestored .*manual-.*\.db\n$/)
  await expectKept(dataDir)
  expect(readdirSync(dataDir).some((name) => name.startsWith('bindery.db.damaged-'))).toBe(true)
})

test('the disk has damaged the database since the farm stopped: one that is up ends, and says what the next start says', async () => {
  const dataDir = folderOfItsOwn()
  const first = start(dataDir)
  await ready(first)
  await first.stop()
  damageUnseen(dataDir)
  const farm = start(dataDir)
  await ready(farm)
  const { code, stderr } = await farm.ended
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^bindery: .* is damaged .*set aside as .*\n$/)])
  expectOneLine(await start(dataDir).ended, /was damaged and set aside/)
})

test('restore says what there is to restore, and takes the newest that is good', async () => {
  const dataDir = await usedDataDir(folderOfItsOwn())
  const restore = (...args: string[]) => runProgram('cli', ['restore', '--data-dir', dataDir, ...args]).ended
  expect(await restore('--list')).toMatchObject({ code: 0, stdout: expect.stringContaining('There are no backups') })
  expectOneLine(await restore('--newest'), /no good backup/)
  await runProgram('cli', ['backup', '--data-dir', dataDir]).ended
  writeFileSync(join(dataDir, 'backups', 'daily-2026-01-01T00-00-00Z.db'), 'half')
  const unsaid = await restore()
  expect([unsaid.code, unsaid.stderr]).toEqual([2, expect.stringMatching(/--newest for the one of .* ago.*--list/)])
  expect((await restore('--newest', 'FILE')).code).toBe(2)
  const { stdout } = await restore('--list')
  expect(stdout.split('\n')).toEqual([
    expect.stringMatching(/ seconds? ago {2}\d\.\d MB {2}.*manual-.*\.db$/),
    expect.stringMatching(/ ago {2}0\.0 MB {2}.*daily-.*\.db {2}can't be restored: /),
    '',
  ])
  expect((await restore('--newest')).stdout).toMatch(
    /Restored .*manual-.*\nThe database that it replaced is .*replaced-/,
  )
  await expectKept(dataDir)
})

/** Root passes every permission, so that the farm runs as somebody who does not. */
const canBeNobody = canMount && hasSetpriv()
function hasSetpriv(): boolean {
  try {
    return execFileSync('setpriv', ['--version']).length > 0
  } catch {
    return false
  }
}
const NOBODY = 65534

describe.skipIf(!canBeNobody)('permissions', () => {
  function startAsNobody(dataDir: string, home: string): Program {
    const file = join(findAppRoot(), 'out', 'main', 'serve.js')
    const who = ['--reuid', String(NOBODY), '--regid', String(NOBODY), '--clear-groups']
    const args = [...who, process.execPath, file, '--port', '0', '--data-dir', dataDir, '--log-level', 'silent']
    return runCommand('setpriv', args, { env: { HOME: home, XDG_CACHE_HOME: join(home, 'cache') } })
  }

  /** With the bundled browser, which takes some seconds to be unpacked. */
  async function homeOfNobody(): Promise<string> {
    const home = folderOfItsOwn()
    const cache = cacheFolder({ XDG_CACHE_HOME: join(home, 'cache') })
    mkdirSync(cache, { recursive: true })
    const bundled = await findBundled(cacheFolder())
    if (bundled) cpSync(dirname(bundled), join(cache, basename(dirname(bundled))), { recursive: true })
    execFileSync('chown', ['-R', `${NOBODY}:${NOBODY}`, home])
    return home
  }

  test('to the database, or to the data dir, are not given at start', async () => {
    const home = await homeOfNobody()
    const dataDir = join(home, 'data')
    await usedDataDir(dataDir)
    const own = () => {
      for (const name of ['', 'pictures']) chownSync(join(dataDir, name), NOBODY, NOBODY)
    }
    own()
    expectOneLine(await startAsNobody(dataDir, home).ended, /bindery\.db cannot be opened/, /permissions/)
    chownSync(join(dataDir, 'bindery.db'), NOBODY, NOBODY)
    chownSync(dataDir, 0, 0)
    expectOneLine(await startAsNobody(dataDir, home).ended, dataDir, /permissions/)
    own()
    const again = startAsNobody(dataDir, home)
    await ready(again)
    expect((await again.stop()).code).toBe(0)
    await expectKept(dataDir)
    expect(readdirSync(dataDir).join()).not.toContain('damaged')
  })

  test('to the pictures are lost while it runs: runs fail and say so, the last picture is served, and it goes on', async () => {
    const home = await homeOfNobody()
    const dataDir = join(home, 'data')
    const farm = startAsNobody(dataDir, home)
    const { url, call } = await ready(farm)
    const [{ uid }] = (await call('GET', '/bindings')).json.bindings
    const refresh = async () => (await call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
    const picture = async () => {
      const response = await fetch(`${url}/b/${uid}.png`)
      return [response.status, response.headers.get('x-bindery-state')]
    }
    expect(await picture()).toEqual([200, 'fresh'])
    const pictures = join(dataDir, 'pictures')
    const folders = [pictures, ...readdirSync(pictures).map((name) => join(pictures, name))]
    for (const folder of folders) chmodSync(folder, 0o500)
    await call('PUT', `/bindings/${uid}`, { outputConfig: { width: 321 } })
    expect(await refresh()).toMatchObject({ outcome: 'failed', error: { code: 'UNAVAILABLE', stage: 'store' } })
    expect(await picture()).toEqual([200, 'stale'])
    for (const folder of folders) chmodSync(folder, 0o700)
    expect(await refresh()).toMatchObject({ outcome: 'rendered' })
    expect(await picture()).toEqual([200, 'fresh'])
    expect((await farm.stop()).code).toBe(0)
  })
})
