import { readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeOwnerOnly } from '../../../src/main/process/owner-file.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const modeOf = (file: string): number => statSync(file).mode & 0o777

test('a file is readable by its owner alone, also where one with other rights was left under its new name', () => {
  const file = join(tempDir(), 'key')
  writeFileSync(`${file}.new`, 'left by a kill, and longer than what comes', { mode: 0o644 })
  writeOwnerOnly(file, 'secret\n')
  expect(readFileSync(file, 'utf8')).toBe('secret\n')
  expect(modeOf(file)).toBe(0o600)
})

test('what takes the place of a file has its own rights', () => {
  const file = join(tempDir(), 'key')
  writeFileSync(file, 'old', { mode: 0o644 })
  writeOwnerOnly(file, 'new')
  expect([readFileSync(file, 'utf8'), modeOf(file)]).toEqual(['new', 0o600])
})

test('nothing is written through a link that waits under the new name', () => {
  const [dir, elsewhere] = [tempDir(), join(tempDir(), 'elsewhere')]
  writeFileSync(elsewhere, 'theirs')
  symlinkSync(elsewhere, join(dir, 'key.new'))
  writeOwnerOnly(join(dir, 'key'), 'secret')
  expect(readFileSync(elsewhere, 'utf8')).toBe('theirs')
  expect(readFileSync(join(dir, 'key'), 'utf8')).toBe('secret')
})
