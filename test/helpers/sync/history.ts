import { setImmediate as nextTurn } from 'node:timers/promises'
import type BetterSqlite3 from 'better-sqlite3'
import type { Secrets } from '../../../src/main/secrets/secrets.ts'
import { bindingFields } from '../../../src/main/sync/binding-form.ts'
import { type Fields, isSame } from '../../../src/main/sync/fields.ts'
import { HostedFault } from '../../../src/main/sync/hosted.ts'
import { CREDENTIALS, isSourcePath } from '../../../src/main/sync/paths.ts'
import { formOf } from '../../../src/main/sync/settle.ts'
import { templateFields } from '../../../src/main/sync/template-form.ts'
import { bindingCreateSchema, bindingUpdateSchema } from '../../../src/shared/binding.ts'
import { Problem } from '../../../src/shared/errors.ts'
import type { Json, JsonObject } from '../../../src/shared/json.ts'
import type { Resolution, SyncOperation, SyncPlan, SyncResource } from '../../../src/shared/sync.ts'
import { templateCreateSchema, templateUpdateSchema } from '../../../src/shared/template.ts'
import { seededRandom } from '../../torture/seeded-random.ts'
import { openLedger, tokensIn } from './ledger.ts'
import { ACCOUNT, type Life, liveOn } from './machine.ts'
import { type BlindWrite, modelServer, type Traits, type Weather } from './model-server.ts'

export interface Deed {
  /** Whose it is: a machine, or (the first number past them) a person at the hosted API. */
  who: number
  kind: 'create' | 'edit' | 'edit alike' | 'delete' | 'restore' | 'sync' | 'offline' | 'undo'
  resource: SyncResource
  seed: number
}

export interface History {
  machines: number
  traits: Traits
  deeds: Deed[]
}

interface Machine {
  name: string
  sqlite: BetterSqlite3.Database
  life: Life
  isOffline: boolean
  isSyncing: boolean
  /** Steps of the database until it is killed. */
  killIn: number
  died: PromiseWithResolvers<'died'>
  isDead: boolean
}

const WEATHER: Weather[] = [
  'lost',
  'unanswered',
  'late',
  'limited',
  'fault before',
  'fault after',
  'twice',
  'killed before',
  'killed after',
]

/** Databases are made once, and emptied for each history. */
export type Databases = BetterSqlite3.Database[]

/** Few objects, so that many hands are on each. */
const MOST = 3

const TABLES = [
  'sync_links',
  'sync_marks',
  'sync_refusals',
  'sync_steps',
  'sync_undo',
  'events',
  'settings',
  'binding_data',
  'binding_states',
  'bindings',
  'template_versions',
  'templates',
]

function empty(sqlite: BetterSqlite3.Database): void {
  sqlite.exec(TABLES.map((table) => `DELETE FROM ${table};`).join(''))
}

const NO_SECRETS: Secrets = {
  backend: 'file',
  available: true,
  unavailable: () => new Problem('unavailable', 'There is no key.'),
  seal: (text) => Buffer.from(text),
  unseal: (blob) => blob.toString(),
}

export interface Outcome {
  faults: string[]
  syncs: number
  conflicts: number
  kills: number
}

/** Lives through a history, and says what is wrong at its end. */
export async function liveThrough({ machines: size, traits, deeds }: History, databases: Databases): Promise<Outcome> {
  const server = modelServer(traits)
  const ledger = openLedger()
  const outcome: Outcome = { faults: [], syncs: 0, conflicts: 0, kills: 0 }
  /** How many objects there may be of what was made once, by the tag that it was made with. */
  const copies = new Map<string, number>()
  let tags = 0
  /** What is held back, on any machine. */
  const kept: unknown[] = []
  let at = Date.UTC(2030, 0, 1)
  const now = () => ++at
  let isCalm = false
  /** What a person wrote at the hosted API itself. */
  const byHand = new Set<string>()
  /** Objects as they were before a write that did not know of them. */
  const overwrittenUnseen: { resource: SyncResource; object: JsonObject }[] = []
  const queue = [...deeds]

  async function open(machine: Machine): Promise<void> {
    machine.died = Promise.withResolvers<'died'>()
    machine.isDead = false
    machine.killIn = Number.POSITIVE_INFINITY
    // What is dead stays so, whatever becomes of the machine afterwards.
    const self = { isDead: false }
    const die = () => {
      self.isDead = true
      machine.isDead = true
      outcome.kills++
      machine.died.resolve('died')
    }
    const hosted = server.connect({
      weather: () => {
        const weather = weatherFor(machine)
        if (weather.startsWith('killed')) die()
        return weather
      },
      async before() {
        if (self.isDead) await new Promise<never>(() => {})
        if (!isCalm && draw() < 0.12) await doNext()
      },
      onBlindWrite(resource, write) {
        excuse(resource, write)
      },
    })
    machine.life = await liveOn(machine.sqlite, {
      hosted,
      now,
      secrets: NO_SECRETS,
      async pass() {
        if (self.isDead || --machine.killIn <= 0) {
          if (!self.isDead) die()
          await new Promise<never>(() => {})
        }
      },
      onFault: (error) => outcome.faults.push(`${machine.name}: ${error instanceof Error ? error.stack : error}`),
    })
  }

  /**
   * Without ETags nobody can tell of a write that came between reading and writing: of the field itself it is lost, and so
   * is what a person at the hosted API wrote to another field of the same member. What a machine wrote there is not: it
   * sees that it is gone and sends it again, unless the whole object was deleted first.
   */
  function excuse(resource: SyncResource, { known, overwritten, sent }: BlindWrite): void {
    // A deletion takes no ETag.
    if (sent === null) ledger.seen(overwritten)
    if (sent === null || traits.hasEtags) return
    const forms = [known, overwritten, { ...known, ...sent }].map((body) => fieldsOf(resource, body))
    const [before, between, after] = forms as [Fields, Fields, Fields]
    // Sources of two kinds have no fields in common: the one takes the place of the other as a whole.
    const isOtherSource = sent.dataSource !== undefined && between['dataSource.type'] !== after['dataSource.type']
    for (const [path, value] of Object.entries(between)) {
      const isMeant = !isSame(before[path], after[path]) || (isOtherSource && isSourcePath(path))
      ledger.seen(isMeant ? value : tokensIn(value).filter((token) => byHand.has(token)))
    }
    overwrittenUnseen.push({ resource, object: overwritten })
  }

  let draw = () => 1
  function weatherFor(machine: Machine): Weather {
    if (isCalm) return 'fair'
    if (machine.isOffline) return 'lost'
    return draw() < 0.9 ? 'fair' : (WEATHER[Math.floor(draw() * WEATHER.length)] ?? 'fair')
  }

  const machines: Machine[] = []
  for (const sqlite of databases.slice(0, size)) {
    empty(sqlite)
    const machine = { name: `M${machines.length + 1}`, sqlite, isOffline: false, isSyncing: false } as Machine
    await open(machine)
    machines.push(machine)
  }

  /** Does it as that machine; one that is killed meanwhile starts again. */
  async function as<T>(machine: Machine, act: (life: Life) => Promise<T>): Promise<T | 'died' | 'refused'> {
    const work = act(machine.life).catch((error: unknown) => {
      if (error instanceof Problem || error instanceof HostedFault) {
        return 'refused' as const
      }
      throw error
    })
    const ended = await Promise.race([work, machine.died.promise])
    if (!machine.isDead) return ended
    // Whatever it was in the middle of writing is written; nothing of it goes on after that.
    await nextTurn()
    await nextTurn()
    if (machine.isDead) await open(machine)
    return 'died'
  }

  /** What was begun in the middle of something that died goes on by itself. */
  const underWay = new Set<Promise<void>>()

  async function doNext(): Promise<void> {
    const deed = queue.shift()
    if (!deed) return
    const work = carryOut(deed)
    underWay.add(work)
    await work
    underWay.delete(work)
  }

  async function carryOut(deed: Deed): Promise<void> {
    const random = seededRandom(deed.seed)
    const machine = machines[deed.who % (machines.length + 1)]
    if (!machine) return atTheServer(deed, random)
    switch (deed.kind) {
      case 'offline':
        machine.isOffline = random() < 0.3
        return
      case 'sync':
        await syncNow(machine, random)
        return
      case 'undo':
        if (!machine.isSyncing && random() < 0.3) await as(machine, ({ sync }) => sync.undo())
        return
      default:
        await as(machine, (life) => onMachine(life, deed, random))
    }
  }

  /** What is written over is noted as seen before it is: a kill can come between the write and its answer. */
  async function onMachine(life: Life, { kind, resource }: Deed, random: () => number): Promise<void> {
    const { bindings, templates } = life
    const all = await templates.list({ page: 1, limit: 1000, sort: 'oldest', outputFormat: 'all' })
    const template = pick(all.templates, random)
    if (resource === 'template') {
      if (kind === 'create' && all.total >= MOST) return
      if (kind === 'create') ledger.wrote(await templates.create(templateCreateSchema.parse(newTemplate(random))))
      else if (template && kind === 'delete') {
        ledger.seen(template)
        await templates.remove(template.uid, false)
      } else if (template && kind.startsWith('edit')) {
        const change = templateEdit(template as unknown as JsonObject, kind, random)
        ledger.seen(overwritten(template as unknown as JsonObject, change))
        await templates.update(template.uid, templateUpdateSchema.parse(change))
        ledger.wrote(change)
      }
      return
    }
    const list = await bindings.list({ page: 1, limit: 1000 })
    const found = pick(list.bindings, random)?.binding
    if (kind === 'create' && template && list.total < MOST) {
      ledger.wrote(await bindings.create(bindingCreateSchema.parse(newBinding(template.uid, random))))
    } else if (found && kind === 'delete') {
      ledger.seen(found)
      await bindings.remove(found.uid)
    } else if (found && kind.startsWith('edit')) {
      const change = bindingEdit(found as unknown as JsonObject, kind, template?.uid, random)
      ledger.seen(overwritten(found as unknown as JsonObject, change))
      await bindings.update(found.uid, bindingUpdateSchema.parse(change))
      ledger.wrote(change)
    } else if (kind === 'restore') {
      const links = await life.store.syncLinks.all(ACCOUNT.baseUrl)
      const link = pick(
        links.filter(({ resource }) => resource === 'binding'),
        random,
      )
      if (link) allowCopy((await bindings.restore(link.localUid)).binding as unknown as JsonObject)
    }
  }

  function atTheServer({ kind, resource }: Deed, random: () => number): void {
    server.settle()
    const template = pick(server.objects('template'), random)
    const object = pick(server.objects(resource), random)
    try {
      if (kind === 'create' && resource === 'template') ledger.wrote(server.create(resource, newTemplate(random)))
      else if (kind === 'create' && template)
        ledger.wrote(server.create(resource, newBinding(String(template.uid), random)))
      else if (kind === 'delete' && object) {
        server.remove(resource, String(object.uid))
        ledger.seen(object)
      } else if (kind.startsWith('edit') && object) {
        const uid = String(template?.uid)
        const change =
          resource === 'template' ? templateEdit(object, kind, random) : bindingEdit(object, kind, uid, random)
        ledger.seen(overwritten(object, change))
        ledger.wrote(change)
        for (const token of tokensIn(change)) byHand.add(token)
        server.update(resource, String(object.uid), change)
      } else if (kind === 'restore') {
        const uid = pick(server.deleted(resource), random)
        if (uid && server.restore(resource, uid)) allowCopy(server.find(resource, uid))
      }
    } catch (error) {
      if (!(error instanceof HostedFault)) throw error
    }
  }

  function newTemplate(random: () => number): JsonObject {
    const tag = `tag${++tags}`
    copies.set(tag, 1)
    return { name: ledger.next(), html: `<p>{{a}} ${ledger.next()}</p>`, category: tag, description: maybe(random) }
  }

  function newBinding(templateId: string, random: () => number): JsonObject {
    const tag = `tag${++tags}`
    copies.set(tag, 1)
    return {
      name: ` ${ledger.next()} `,
      templateId,
      dataSource: { type: 'http', url: `https://${ledger.next()}.example/` },
      mapping: { a: ledger.next() },
      defaults: { tag, b: maybe(random) },
      outputConfig: { format: random() < 0.5 ? 'png' : 'webp' },
    }
  }

  const maybe = (random: () => number) => (random() < 0.5 ? ledger.next() : 'plain')
  /** Some edits bring what others bring too. */
  const value = (kind: Deed['kind'], random: () => number) =>
    kind === 'edit alike' ? `same${Math.floor(random() * 2)}` : ledger.next()

  function templateEdit(template: JsonObject, kind: Deed['kind'], random: () => number): JsonObject {
    const next = value(kind, random)
    const definitions = (template.variableDefinitions ?? []) as JsonObject[]
    const edits: (() => JsonObject)[] = [
      () => ({ name: next }),
      () => ({ description: next }),
      () => ({ html: `<p>{{a}} ${next}</p>` }),
      () => ({
        variableDefinitions: [
          ...definitions.filter(({ name }) => name !== 'a'),
          { name: 'a', type: 'text', description: next },
        ],
      }),
      () => ({
        variableDefinitions: [...definitions.filter(({ name }) => name !== 'c'), { name: 'c', type: 'number' }],
      }),
    ]
    return (pick(edits, random) as () => JsonObject)()
  }

  function bindingEdit(
    binding: JsonObject,
    kind: Deed['kind'],
    templateId: string | undefined,
    random: () => number,
  ): JsonObject {
    const next = value(kind, random)
    const mapping = binding.mapping as JsonObject
    const defaults = binding.defaults as JsonObject
    const key = random() < 0.5 ? 'a' : 'c'
    const edits: (() => JsonObject)[] = [
      () => ({ name: next }),
      () => ({ mapping: { ...mapping, [key]: next } }),
      () => ({ mapping: Object.fromEntries(Object.entries(mapping).filter(([each]) => each !== key)) }),
      () => ({ defaults: { ...defaults, [`d${key}`]: next } }),
      () => ({ dataSource: { type: 'http', url: `https://${next}.example/`, headers: { 'X-Team': 'blue' } } }),
      () => ({ dataSource: { type: 'static', data: { is: next } } }),
      () => ({ outputConfig: { ...(binding.outputConfig as JsonObject), width: 100 + Math.floor(random() * 5) } }),
      () => ({ refreshPolicy: { type: 'ttl', ttlSeconds: 60 + Math.floor(random() * 5) } }),
      (): JsonObject => (templateId === undefined ? { name: next } : { templateId }),
    ]
    return (pick(edits, random) as () => JsonObject)()
  }

  async function syncNow(machine: Machine, random: () => number, isLast = false): Promise<SyncPlan | null> {
    if (machine.isSyncing) return null
    machine.isSyncing = true
    if (!isCalm && random() < 0.15) machine.killIn = 1 + Math.floor(random() * 60)
    const before = draw
    draw = isCalm ? () => 1 : seededRandom(Math.floor(random() * 2 ** 31))
    outcome.syncs++
    try {
      const ended = await as(machine, async ({ sync }) => {
        const plan = await sync.plan()
        if (plan.operations.every(({ kind }) => kind === 'held_back')) return plan
        const resolutions = resolve(plan, random, isLast)
        const apply = async (planId: string) =>
          (await sync.apply({ planId, resolutions, sendCredentials: [], confirmDeletes: true })).done
        await apply(plan.id)
        return plan
      })
      return typeof ended === 'string' ? null : ended
    } finally {
      draw = before
      machine.isSyncing = false
      if (!machine.isDead) machine.killIn = Number.POSITIVE_INFINITY
    }
  }

  function resolve({ operations }: SyncPlan, random: () => number, isLast: boolean): Record<string, Resolution> {
    const conflicts = operations.filter(({ kind }) => kind === 'conflict')
    outcome.conflicts += conflicts.length
    return Object.fromEntries(
      conflicts.flatMap((operation): [string, Resolution][] => {
        if (!isLast && random() < 0.3) return []
        const resolution = oneOf(operation, random, isLast)
        // What a sync that is cut has been told, it carries out later.
        decided(operation, resolution)
        if (resolution === 'both' || operation.deletedOn !== null)
          allowCopy(server.recall(operation.resource, operation.remoteUid ?? ''))
        return [[operation.id, resolution]]
      }),
    )
  }

  function oneOf(operation: SyncOperation, random: () => number, isLast: boolean): Resolution {
    const side = () => (random() < 0.5 ? 'mine' : 'theirs')
    if (operation.deletedOn !== null) return side()
    if (!isLast && random() < 0.2) return 'both'
    if (random() < 0.5) return side()
    return Object.fromEntries(operation.fields.filter(({ isConflict }) => isConflict).map(({ path }) => [path, side()]))
  }

  function decided({ fields }: SyncOperation, resolution: Resolution): void {
    if (resolution === 'both') return
    for (const { path, mine, theirs, isConflict } of fields) {
      if (!isConflict) continue
      const side = typeof resolution === 'string' ? resolution : resolution[path]
      if (side === 'mine') ledger.seen(theirs)
      else if (side === 'theirs') ledger.seen(mine)
    }
  }

  /** Two objects of one are right only where somebody wanted two, or wanted back what was deleted elsewhere. */
  function allowCopy(object: JsonObject | undefined): void {
    const tag = tagOf(object)
    if (tag) copies.set(tag, (copies.get(tag) ?? 1) + 1)
  }

  for (; queue.length > 0; ) await doNext()

  await Promise.all(underWay)
  isCalm = true
  server.settle()
  for (const machine of machines) {
    machine.isOffline = false
    if (machine.isDead) await open(machine)
  }
  await untilQuiet()
  for (const machine of machines) await check(machine)
  for (const { resource, object } of overwrittenUnseen)
    if (!server.find(resource, String(object.uid))) ledger.seen(object)
  const lost = ledger.lost([server.objects('template'), server.objects('binding'), kept])
  for (const token of lost) outcome.faults.push(`${token} was lost`)
  for (const [tag, count] of countTags()) {
    if (count > (copies.get(tag) ?? 1)) outcome.faults.push(`${tag} is there ${count} times`)
  }
  return outcome

  async function untilQuiet(): Promise<void> {
    for (let round = 0; round < 40; round++) {
      let isQuiet = true
      for (const machine of machines) {
        const plan = await syncNow(machine, seededRandom(round + 77), true)
        isQuiet &&= plan?.operations.every(({ kind }) => kind === 'held_back') ?? false
      }
      if (isQuiet) return
    }
    const plan = await machines[0]?.life.sync.plan()
    outcome.faults.push(`It comes to no end: ${JSON.stringify(plan?.operations)}`)
  }

  /** What is here is what is there, but for what is held back, which a person has to see to. */
  async function check({ name, life }: Machine): Promise<void> {
    const { operations } = await life.sync.plan()
    const held = new Set(operations.flatMap(({ localUid, remoteUid }) => [localUid, remoteUid]))
    const isHeld = (uid: unknown) => held.has(String(uid))
    const links = (await life.store.syncLinks.all(ACCOUNT.baseUrl)).filter(({ forgottenAt }) => forgottenAt === null)
    for (const { resource, localUid, remoteUid, mine, theirs } of links) {
      if (!server.find(resource, remoteUid)) outcome.faults.push(`${name}: ${localUid} is tied to what is not there`)
      if (isHeld(localUid)) continue
      const [here, there] = [formOf(mine), formOf(theirs)]
      for (const path of new Set([...Object.keys(here), ...Object.keys(there)])) {
        if (isSame(here[path], there[path]) || isItsOwn(path, here[path], there[path])) continue
        outcome.faults.push(`${name}: ${resource} ${localUid} ${path} is ${JSON.stringify([here[path], there[path]])}`)
      }
    }
    const { templates } = await life.templates.list({ page: 1, limit: 1000, sort: 'oldest', outputFormat: 'all' })
    const bindings = (await life.bindings.list({ page: 1, limit: 1000 })).bindings.map(({ binding }) => binding)
    const here = [...templates, ...bindings].filter(({ uid }) => !isHeld(uid)).length
    const there = [...server.objects('template'), ...server.objects('binding')].filter(({ uid }) => !isHeld(uid)).length
    const tied = links.filter(({ localUid }) => !isHeld(localUid)).length
    if (here !== there || here !== tied) outcome.faults.push(`${name}: ${here} here, ${there} there, ${tied} tied`)
    kept.push(...[...templates, ...bindings].filter(({ uid }) => isHeld(uid)))
  }

  function countTags(): Map<string, number> {
    const all = [...server.objects('template'), ...server.objects('binding')].map(tagOf)
    return new Map([...Map.groupBy(all, (tag) => tag)].map(([tag, same]) => [tag ?? '', same.length]))
  }
}

/** What a server makes of what it is sent, and a machine of what it saves, is no difference. */
function isItsOwn(path: string, here: Json | undefined, there: Json | undefined): boolean {
  if (path === 'category') return String(here).toUpperCase() === String(there).toUpperCase()
  // What a template uses and nobody declared is declared where it is saved, and nowhere else for that.
  return path === CREDENTIALS || (path.startsWith('variableDefinitions.') && isSame(here, UNDECLARED))
}

const UNDECLARED = { type: 'text', allowRawHtml: false }

function tagOf(object: JsonObject | undefined): string | undefined {
  const tag = object?.category ?? (object?.defaults as JsonObject | undefined)?.tag
  return typeof tag === 'string' ? tag.toLowerCase() : undefined
}

function fieldsOf(resource: SyncResource, body: JsonObject): Fields {
  return resource === 'template' ? templateFields(body) : bindingFields(body, { templateUid: (uid) => uid })
}

function pick<T>(from: readonly T[], random: () => number): T | undefined {
  // The first ones more often, so that many hands are on the same.
  return from[Math.floor(random() ** 2 * from.length)]
}

/** The values that a change takes the place of. */
function overwritten(object: JsonObject, change: JsonObject): unknown {
  return Object.keys(change).map((member) => {
    const [before, after] = [JSON.stringify(object[member] ?? null), JSON.stringify(change[member])]
    return before.match(/zq\d+z/g)?.filter((token) => !after.includes(token))
  })
}
