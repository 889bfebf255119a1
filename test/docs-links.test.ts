import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const pages = ['README.md', 'CHANGELOG.md', ...globSync('docs/**/*.md', { cwd: root })]
const textOf = (page: string) => readFileSync(join(root, page), 'utf8').replace(/```.*?```/gs, '')

/** Links to files of this repository, as a path from its root and the heading that is meant. */
function linksOf(page: string): { path: string; heading: string | undefined }[] {
  return [...textOf(page).matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)/g)].map(([, path = '', heading]) => ({
    path: path === '' ? page : normalize(join(dirname(page), path)),
    heading,
  }))
}

/** As GitHub names the anchors of headings. */
const anchorsOf = (page: string): string[] =>
  [...textOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\-_ ]/gu, '')
      .replaceAll(' ', '-'),
  )

test.each(pages)('the links of %s lead to what is there', (page) => {
  const broken = linksOf(page).filter(
    ({ path, heading }) =>
      !existsSync(join(root, path)) || (heading !== undefined && !anchorsOf(path).includes(heading)),
  )
  expect(broken).toEqual([])
})

test('a link to a decision names its number', () => {
  for (const page of pages) {
    for (const [, said, file] of textOf(page).matchAll(/\[decision (\d+)\]\([^)]*?(\d{3})-[^)]+\)/g))
      expect([page, Number(said)]).toEqual([page, Number(file)])
  }
})
