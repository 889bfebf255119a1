import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { expect, test } from 'vitest'

/** The rooms of docs/architecture.md and what each may import. The house stays as it is drawn. */

interface Source {
  /** Path from the repository's root, with forward slashes. */
  file: string
  /** Imported files of ours, as such paths. */
  own: string[]
  /** Imported packages. */
  packages: string[]
}

const root = join(import.meta.dirname, '..')
const sources = globSync('src/**/*.{ts,tsx}', { cwd: root }).map(readSource)

function readSource(path: string): Source {
  const file = path.split(sep).join('/')
  // Types vanish when the code is built, so an import of nothing else binds no room to another.
  const text = readFileSync(join(root, path), 'utf8').replace(/^import type .*?['"]$/gms, '')
  const specifiers = [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1] ?? '')
  const own = specifiers
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) =>
      relative(root, join(root, dirname(file), specifier.replace(/\?\w+$/, '')))
        .split(sep)
        .join('/'),
    )
  const packages = specifiers.filter((specifier) => !specifier.startsWith('.')).map(packageOf)
  return { file, own, packages }
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '')
}

const usersOf = (name: string): string[] =>
  sources.filter(({ packages }) => packages.includes(name)).map(({ file }) => file)
const within =
  (...places: string[]) =>
  (file: string): boolean =>
    places.some((place) => file === place || file.startsWith(`${place}/`))

function expectOnly(files: string[], isAllowed: (file: string) => boolean): void {
  expect(files.filter((file) => !isAllowed(file))).toEqual([])
}

test('there is a house to look at', () => {
  expect(sources.length).toBeGreaterThan(100)
})

test('the shared vocabulary imports nothing of either side', () => {
  for (const { file, own } of sources.filter(({ file }) => within('src/shared')(file))) {
    expect(
      own.filter((path) => !within('src/shared')(path)),
      file,
    ).toEqual([])
  }
})

test('the renderer knows the shared vocabulary and itself', () => {
  for (const { file, own } of sources.filter(({ file }) => within('src/renderer')(file))) {
    expect(
      own.filter((path) => !within('src/shared', 'src/renderer')(path)),
      file,
    ).toEqual([])
  }
})

test('only the desktop, its entry and the preload know electron', () => {
  expectOnly(usersOf('electron'), within('src/main/index.ts', 'src/main/desktop', 'src/preload'))
})

test('nothing but its entry imports the desktop', () => {
  const users = sources.filter(({ own }) => own.some(within('src/main/desktop'))).map(({ file }) => file)
  expectOnly(users, within('src/main/index.ts', 'src/main/desktop'))
})

test('only db knows the database', () => {
  expectOnly([...usersOf('kysely'), ...usersOf('better-sqlite3')], within('src/main/db'))
})

test('only chromium knows the browser', () => {
  const browser = ['puppeteer-core', '@puppeteer/browsers', '@sparticuz/chromium'].flatMap(usersOf)
  expectOnly(browser, within('src/main/chromium'))
})

test('only the registry knows how metrics are kept', () => {
  expectOnly(usersOf('prom-client'), within('src/main/metrics/registry.ts'))
})

test('only the server knows its framework', () => {
  expectOnly(['fastify', '@fastify/swagger', '@fastify/swagger-ui'].flatMap(usersOf), within('src/main/server'))
})

test('only the evaluator and the path syntax know the languages that users write', () => {
  expectOnly(usersOf('handlebars'), within('src/main/evaluator'))
  expectOnly(usersOf('json-p3'), within('src/main/evaluator', 'src/shared/data-path.ts', 'src/shared/filter-fault.ts'))
})

test('outbound connections are made by the network room alone', () => {
  const clients = ['undici', 'node:http', 'node:https', 'node:net', 'node:tls', 'node:dns', 'node:dgram'].flatMap(
    usersOf,
  )
  // The server listens; deliveries and sync go out by dispatchers of the network room's; the doctor asks this machine's
  // own farm; the options only ask whether a text is an address.
  const others = [
    'src/main/webhooks',
    'src/main/sync/hosted-exchange.ts',
    'src/main/doctor',
    'src/main/process/options.ts',
  ]
  expectOnly(clients, within('src/main/network', 'src/main/refresh', 'src/main/server', ...others))
})

test('a stage of the refresh never imports another', () => {
  const stages = ['source', 'fetch', 'map', 'compose', 'render', 'store', 'due'].map(
    (stage) => `src/main/refresh/${stage}.ts`,
  )
  for (const { file, own } of sources.filter(({ file }) => within('src/main/refresh')(file))) {
    expect(
      own.filter((path) => stages.includes(path) && path !== file),
      file,
    ).toEqual([])
  }
})

test('the stages are told as four stories', () => {
  const stages = ['source', 'compose', 'render', 'store'].map((stage) => `src/main/refresh/${stage}.ts`)
  const stories = sources.filter(({ own }) => own.filter((path) => stages.includes(path)).length > 1)
  const names = ['bindings/dry-run', 'pictures/default-picture', 'pictures/single-render', 'refresh']
  expect(stories.map(({ file }) => file).sort()).toEqual(names.map((name) => `src/main/${name}.ts`))
})

test('routes hold no logic: they reach the farm and its views, never the database or the browser', () => {
  for (const { file, own } of sources.filter(({ file }) => within('src/main/server/routes')(file))) {
    expect(
      own.filter(within('src/main/db', 'src/main/chromium', 'src/main/network', 'src/main/evaluator')),
      file,
    ).toEqual([])
  }
})

test('there are no barrel files and no drawers for odds and ends', () => {
  expect(sources.map(({ file }) => file).filter((file) => /\/(utils?|misc|common)\.tsx?$/.test(file))).toEqual([])
  const barrels = sources.filter(({ file }) =>
    /^(\s*export (\*|\{[^}]*\}) from .*\n?)+$/.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(barrels.map(({ file }) => file)).toEqual([])
})
