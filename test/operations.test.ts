import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

test.skipIf(!hasSystemd)('systemd reads the unit without a complaint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  const file = join(folder, 'bindery.service')
  // The program is looked for where the unit says, and is not there.
  writeFileSync(
    file,
    read('resources/systemd/bindery.service').replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`),
  )
  expect(execFileSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' })).toBe('')
  rmSync(folder, { recursive: true })
})

test('the image is made of files that are there', () => {
  const copied = [...read('resources/docker/Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm)]
  const files = copied.flatMap(([, sources = '']) => sources.split(' '))
  expect(files.length).toBeGreaterThan(3)
  for (const file of files) expect([file, existsSync(join(root, file))]).toEqual([file, true])
})

test('links of docs/operations.md lead somewhere', () => {
  const text = read('docs/operations.md')
  const anchorOf = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .trim()
      .replace(/\s/g, '-')
  const anchors = (markdown: string) =>
    [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))
  for (const [, link = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
    const [path = '', anchor] = link.split('#')
    const file = path === '' ? 'docs/operations.md' : join(dirname('docs/operations.md'), path)
    expect([link, existsSync(join(root, file))]).toEqual([link, true])
    if (anchor) expect([link, anchors(read(file)).includes(anchor)]).toEqual([link, true])
  }
})
