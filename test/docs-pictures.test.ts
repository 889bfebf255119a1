import { globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'
import { filesOf, SHOTS } from './screenshots/shots.ts'

const root = join(import.meta.dirname, '..')
const FOLDER = join('docs', 'images')

/** Pictures that a page shows, as paths from the root: by Markdown, or by HTML where the dark theme has its own. */
function picturesOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replace(/```.*?```/gs, '')
  const found = text.matchAll(/!\[[^\]]+\]\(([^)]+)\)|(?:src|srcset)="([^"]+)"/g)
  return [...found]
    .map(([, markdown, html]) => markdown ?? html ?? '')
    .filter((path) => !/^https?:/.test(path))
    .map((path) => normalize(join(dirname(page), path)))
}

const shown = [...new Set(['README.md', ...globSync('docs/*.md', { cwd: root })].flatMap(picturesOf))].sort()
const taken = SHOTS.flatMap(filesOf)
  .map((name) => join(FOLDER, name))
  .sort()

test('every picture that the docs show is there, and the other way round', () => {
  const there = readdirSync(join(root, FOLDER)).map((name) => join(FOLDER, name))
  expect(shown).toEqual(there.sort())
})

test('each of them is taken by npm run screenshots', () => {
  expect(taken).toEqual(shown)
})

test('all pictures together weigh little', () => {
  const bytes = shown.reduce((sum, path) => sum + readFileSync(join(root, path)).length, 0)
  expect(bytes).toBeLessThan(2_000_000)
})
