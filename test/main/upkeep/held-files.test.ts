import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { pruneBackups } from '../../../src/main/db/backup-files.ts'
import { clearTemporaryFiles } from '../../../src/main/pictures/picture-files.ts'

const NOBODY = 65_534

/** A folder in which nothing can be removed while `work` goes on, as where somebody has all of it open on Windows. */
async function held(name: string, work: (dataDir: string) => Promise<void>): Promise<string> {
  const dataDir = mkdtempSync('/tmp/bindery-test-')
  onTestFinished(() => rmSync(dataDir, { recursive: true }))
  const folder = join(dataDir, name)
  mkdirSync(folder)
  chmodSync(dataDir, 0o755)
  writeFileSync(join(folder, 'daily-2030-01-01T00-00-00Z.db'), '')
  writeFileSync(join(folder, 'left.new'), '')
  chmodSync(folder, 0o555)
  const isRoot = process.geteuid?.() === 0
  if (isRoot) process.seteuid?.(NOBODY)
  try {
    await work(dataDir)
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(folder, 0o755)
  }
  return folder
}

test.skipIf(process.platform === 'win32')('what can’t be removed at a start is left to the next', async () => {
  const folder = await held('pictures', (dataDir) => clearTemporaryFiles(join(dataDir, 'pictures')))
  expect(existsSync(join(folder, 'left.new'))).toBe(true)
  await clearTemporaryFiles(folder)
  expect(existsSync(join(folder, 'left.new'))).toBe(false)
})

test.skipIf(process.platform === 'win32')('and so is an old backup', async () => {
  const folder = await held('backups', async (dataDir) => pruneBackups(dataDir, 0, Date.UTC(2031, 0, 1)))
  expect(existsSync(join(folder, 'daily-2030-01-01T00-00-00Z.db'))).toBe(true)
})
