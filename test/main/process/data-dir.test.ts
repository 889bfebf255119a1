import { existsSync, statSync } from 'node:fs'
import { join, win32 } from 'node:path'
import { expect, test } from 'vitest'
import { makeFolder, missingFolders } from '../../../src/main/process/data-dir.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

test('a folder is made with those that it lies in, for its owner alone', () => {
  const folder = join(tempDir(), 'a', 'b', 'c')
  makeFolder(folder)
  makeFolder(folder)
  expect(existsSync(folder)).toBe(true)
  expect(statSync(join(folder, '..')).mode & 0o077).toBe(0)
})

test.each([
  ['Z:\\Bindery\\pictures', ['Z:\\', 'Z:\\Bindery', 'Z:\\Bindery\\pictures']],
  ['\\\\server\\share\\Bindery', ['\\\\server\\share\\', '\\\\server\\share\\Bindery']],
])('on a drive that is not there, nothing is looked for above it (%s)', (folder, missing) => {
  expect(missingFolders(folder, () => false, win32.dirname)).toEqual(missing)
})
