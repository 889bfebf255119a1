import { setImmediate as nextTurn } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { expect, test } from 'vitest'
import { bindingCreateSchema } from '../../../src/shared/binding.ts'
import type { Resolution, SyncOperation } from '../../../src/shared/sync.ts'
import { templateCreateSchema } from '../../../src/shared/template.ts'
import { ACCOUNT, type Life, liveOn, memoryDatabase } from '../../helpers/sync/machine.ts'
import { type ModelServer, modelServer, type Weather } from '../../helpers/sync/model-server.ts'
import { gist, OPEN_SECRETS, PLAIN } from '../../helpers/sync/setup.ts'

/** Every kind of operation in one sync, which is killed before each step of the database and around each call in turn. */

interface Scene {
  sqlite: BetterSqlite3.Database
  server: ModelServer
}

interface Death {
  /** Statements and transactions that are still carried out. */
  statements?: number
  /** Calls that are still made. */
  calls?: number
  kind?: 'killed before' | 'killed after'
}

async function live({ sqlite, server }: Scene, death: Death = {}) {
  let passed = 0
  let [statements, calls] = [death.statements ?? Number.POSITIVE_INFINITY, death.calls ?? Number.POSITIVE_INFINITY]
  const died = Promise.withResolvers<'died'>()
  let isDead = false
  const die = () => {
    isDead = true
    died.resolve('died')
  }
  const weather = (): Weather => {
    if (isDead) return 'killed before'
    if (calls-- > 0) return 'fair'
    die()
    return death.kind ?? 'killed before'
  }
  const hosted = server.connect({ weather, before: async () => {}, onBlindWrite() {} })
  let at = Date.UTC(2030, 0, 1)
  const life = await liveOn(sqlite, {
    hosted,
    now: () => ++at,
    secrets: OPEN_SECRETS,
    async pass() {
      passed++
      if (isDead || statements-- <= 0) {
        if (!isDead) die()
        await new Promise<never>(() => {})
      }
    },
    onFault(error) {
      throw error
    },
  })
  return { life, died: died.promise, count: () => passed }
}

const names = [
  'stays',
  'changed here',
  'changed there',
  'deleted here',
  'deleted there',
  'in conflict',
  'in two',
  'gone here',
  'gone there',
  'gone',
]

/** A pair for each fate, tied; then everything happens at once. */
async function prepare(): Promise<Scene> {
  const scene = { sqlite: await memoryDatabase(), server: modelServer(PLAIN) }
  const { life } = await live(scene)
  const { template } = await life.templates.create(templateCreateSchema.parse({ name: 'T', html: '<p>{{title}}</p>' }))
  const make = (name: string) =>
    life.bindings.create(
      bindingCreateSchema.parse({
        name,
        templateId: template.uid,
        dataSource: { type: 'static', data: { a: 1 } },
        mapping: { title: 'a' },
      }),
    )
  const uids = new Map<string, string>()
  for (const name of names) uids.set(name, (await make(name)).binding.uid)
  await sync(life)
  const links = new Map(
    (await life.store.syncLinks.all(ACCOUNT.baseUrl)).map((link) => [link.localUid, link.remoteUid]),
  )
  const here = (name: string) => String(uids.get(name))
  const there = (name: string) => String(links.get(here(name)))
  const edit = (name: string, change: object) => life.bindings.update(here(name), change)
  const { server } = scene
  await edit('changed here', { mapping: { title: 'b' } })
  server.update('binding', there('changed there'), { mapping: { title: 'c' } })
  await life.bindings.remove(here('deleted here'))
  server.remove('binding', there('deleted there'))
  for (const name of ['in conflict', 'in two']) {
    await edit(name, { mapping: { title: 'b' }, defaults: { x: 1 } })
    server.update('binding', there(name), { mapping: { title: 'c' }, refreshPolicy: { type: 'manual' } })
  }
  await life.bindings.remove(here('gone here'))
  server.update('binding', there('gone here'), { mapping: { title: 'c' } })
  server.remove('binding', there('gone there'))
  await edit('gone there', { mapping: { title: 'b' } })
  await life.bindings.remove(here('gone'))
  server.remove('binding', there('gone'))
  await make('new here')
  const old = server.find('binding', there('stays'))
  server.create('binding', { ...(old ?? {}), name: 'new there' })
  await make('alike')
  server.create('binding', { ...(old ?? {}), name: 'alike' })
  return scene
}

function resolve(operations: SyncOperation[]): Record<string, Resolution> {
  const how: Record<string, Resolution> = {
    'in conflict': { 'mapping.title': 'mine' },
    'in two': 'both',
    'gone here': 'theirs',
    'gone there': 'mine',
  }
  const conflicts = operations.filter(({ kind }) => kind === 'conflict')
  return Object.fromEntries(conflicts.map(({ id, name }) => [id, how[name] ?? 'mine']))
}

async function sync({ sync }: Life): Promise<string[]> {
  const plan = await sync.plan()
  const { done } = await sync.apply({
    planId: plan.id,
    resolutions: resolve(plan.operations),
    sendCredentials: [],
    confirmDeletes: true,
  })
  await done
  return gist(plan)
}

/** What is on either side, whatever the uids. */
async function ending(scene: Scene): Promise<unknown> {
  const { life } = await live(scene)
  await life.sync.resume()
  // What was cut before its journal was written is planned again.
  while ((await sync(life)).length > 0);
  expect(gist(await life.sync.plan())).toEqual([])
  const { bindings } = await life.bindings.list({ page: 1, limit: 100 })
  const shape = (each: { name: unknown; mapping: unknown; defaults: unknown; refreshPolicy: unknown }) =>
    JSON.stringify([each.name, each.mapping, each.defaults, (each.refreshPolicy as { type: string }).type])
  const mine = bindings.map(({ binding }) => shape(binding)).sort()
  const theirs = scene.server.objects('binding').map((each) => shape(each as never))
  expect(theirs.sort()).toEqual(mine)
  return mine
}

test('every kind of operation is in it', async () => {
  const { life } = await live(await anew())
  const plan = await life.sync.plan()
  const kinds = new Set(plan.operations.map(({ kind, deletedOn }) => `${kind} ${deletedOn ?? ''}`.trim()))
  expect([...kinds].sort()).toEqual([
    'adopt',
    'conflict',
    'conflict local',
    'conflict remote',
    'forget',
    'pull_create',
    'pull_delete',
    'pull_update',
    'push_create',
    'push_delete',
    'push_update',
  ])
})

interface Start {
  database: Buffer
  server: ModelServer
}

let start: Start | undefined

/** The same scene each time. */
async function anew(): Promise<Scene> {
  if (!start) {
    const { sqlite, server } = await prepare()
    start = { database: sqlite.serialize(), server }
  }
  return { sqlite: new BetterSqlite3(start.database), server: start.server.copy() }
}

async function killedAt(death: Death): Promise<boolean> {
  const scene = await anew()
  const { life, died } = await live(scene, death)
  const ended = await Promise.race([sync(life), died])
  await nextTurn()
  expect(await ending(scene), JSON.stringify(death)).toEqual(undisturbed)
  return ended === 'died'
}

let undisturbed: unknown

test('a sync that is killed at any statement of its journal comes to the same end', async () => {
  undisturbed = await ending(await anew())
  const { life, count } = await live(await anew())
  const begun = count()
  await life.sync.plan()
  const looked = count() - begun
  await sync(life)
  // The plan, the same again as it is applied, and all that follows.
  const [first, last] = [begun + 2 * looked - 1, count() - looked]
  expect(last - first).toBeGreaterThan(60)
  for (let statements = first; statements < last; statements++) await killedAt({ statements })
  expect(await killedAt({ statements: last + 100 })).toBe(false)
}, 600_000)

test.each(['killed before', 'killed after'] as const)(
  'one that is %s any call comes to the same end',
  async (kind) => {
    undisturbed = await ending(await anew())
    let calls = 0
    while (await killedAt({ calls, kind })) calls++
    expect(calls).toBeGreaterThan(15)
  },
  120_000,
)
