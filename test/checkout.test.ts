import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')

// Git for Windows writes CRLF unless it is told otherwise: to the formatter each file was wrong then.
test.skipIf(!existsSync(join(root, '.git')))('a checkout has the same texts on every system', () => {
  const told = execFileSync('git', ['-c', 'core.autocrlf=true', 'ls-files', '--eol', '-z'], { cwd: root })
  const texts = told
    .toString()
    .split('\0')
    .filter((line) => line.startsWith('i/') && !line.startsWith('i/-text'))
  expect(texts.length).toBeGreaterThan(100)
  expect(texts.filter((line) => !/^i\/(lf|none) +w\/\S* +attr\/text=auto eol=lf/.test(line))).toEqual([])
})
