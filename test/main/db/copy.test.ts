import { mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyDatabase } from '../../../src/main/db/copy.ts'
import { openDatabase } from '../../../src/main/db/database.ts'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** The files of a folder that this process has open, each as often as it has (Linux). */
function openIn(folder: string): string[] {
  return readdirSync('/proc/self/fd').flatMap((handle) => {
    try {
      const path = readlinkSync(join('/proc/self/fd', handle))
      return path.startsWith(folder) ? [path] : []
    } catch {
      return []
    }
  })
}

test.runIf(process.platform === 'linux')('a copy leaves nothing open, whether it comes about or not', async () => {
  const directory = tempDir()
  // SQLite closes nothing of a database that the same process has open besides.
  await (await openDatabase(directory)).destroy()
  const source = join(directory, DATABASE_FILE)
  const [good, damaged, taken] = ['good.db', 'damaged.db', 'taken'].map((name) => join(directory, name))
  const before = openIn(directory).sort()
  await copyDatabase(source, good as string)
  expect(openIn(directory).sort()).toEqual(before)
  writeFileSync(damaged as string, 'no database at all'.repeat(500))
  await expect(copyDatabase(damaged as string, `${damaged}.copy`)).rejects.toThrow()
  mkdirSync(taken as string)
  await expect(copyDatabase(source, taken as string)).rejects.toThrow()
  expect(openIn(directory).sort()).toEqual(before)
  expect(readdirSync(directory).filter((name) => name.includes('.new'))).toEqual([])
})
