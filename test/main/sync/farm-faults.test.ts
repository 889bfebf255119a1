import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SyncStatus } from '../../../src/shared/sync.ts'
import { HOSTED_FAULTS, type HostedCallName, type HostedFaultName, isListFault } from '../../helpers/hosted-faults.ts'
import { type HostedServer, startHostedServer } from '../../helpers/hosted-server.ts'
import { type SyncFarm, startSyncFarm } from '../../helpers/sync-farm.ts'

/** Every call of the hosted API × everything that can go wrong with it, as a person at the farm meets it. */

/** What nobody touches: it has to be there on both sides whatever goes wrong. */
const STANDING = 3

let farm: SyncFarm
let api: HostedServer
let template: string
let count = 0
beforeAll(async () => {
  api = await startHostedServer()
  farm = await startSyncFarm({}, api)
  template = await farm.template('<p>{{title}}</p>', { name: 'In use' })
  for (let i = 0; i < STANDING; i++) await farm.quietBinding(`Standing ${i}`, template)
  for (let i = 0; i < STANDING; i++) await farm.template(`<p>${i}</p>`, { name: `Standing ${i}` })
  expect((await farm.connect(api)).status).toBe(200)
  await farm.settle()
}, 60_000)
afterAll(async () => {
  await farm?.stop()
  await api?.stop()
})

const must = async (method: string, path: string, body?: unknown) => {
  const answer = await farm.call(method, path, body)
  expect(answer.status, `${method} ${path}: ${answer.bytes}`).toBeLessThan(300)
  return answer.json
}
const uidOf = (name: string, objects: { name?: unknown; uid?: unknown }[]) =>
  String(objects.find((each) => each.name === name)?.uid)
const rename = async (resource: 'bindings' | 'templates', from: string, to: string) =>
  must('PUT', `/${resource}/${uidOf(from, await farm.all(resource))}`, { name: to })

/** What makes the farm ask for each call. `tag` is new each time; an object of that name is there already, if wanted. */
const PROVOKE: Record<HostedCallName, (tag: string) => Promise<unknown>> = {
  'list bindings': (tag) => farm.quietBinding(`New ${tag}`, template),
  'list templates': (tag) => farm.template('<i></i>', { name: `New ${tag}` }),
  'get binding': (tag) => rename('bindings', `Before ${tag}`, `After ${tag}`),
  'get template': (tag) => rename('templates', `Before ${tag}`, `After ${tag}`),
  'create binding': (tag) => farm.quietBinding(`New ${tag}`, template),
  'create template': async (tag) =>
    farm.quietBinding(`New ${tag}`, await farm.template('<i>{{title}}</i>', { name: `New ${tag}` })),
  'update binding': (tag) => rename('bindings', `Before ${tag}`, `After ${tag}`),
  'update template': (tag) => rename('templates', `Before ${tag}`, `After ${tag}`),
  'remove binding': (tag) => remove('bindings', `Before ${tag}`),
  'remove template': (tag) => remove('templates', `Before ${tag}`),
}

const remove = async (resource: 'bindings' | 'templates', name: string) =>
  must('DELETE', `/${resource}/${uidOf(name, await farm.all(resource))}`)

async function prepare(call: HostedCallName, tag: string): Promise<void> {
  if (!/^(get|update|remove)/.test(call)) return
  if (call.endsWith('binding')) await farm.quietBinding(`Before ${tag}`, template)
  else await farm.template('<b></b>', { name: `Before ${tag}` })
}

const namesHere = async () => ({
  bindings: (await farm.all('bindings')).map(({ name }) => name).sort(),
  templates: (await farm.all('templates')).map(({ name }) => name).sort(),
})
const namesThere = () => ({
  bindings: api
    .all('binding')
    .map(({ name }) => String(name))
    .sort(),
  templates: api
    .all('template')
    .map(({ name }) => String(name))
    .sort(),
})

/** Plans and applies once, as far as it goes: how it failed, in what the farm says of it. */
async function tryToSync(): Promise<{ answers: number[]; failed: string[] }> {
  const planned = await farm.call('POST', '/sync/plan')
  if (planned.status !== 200) return { answers: [planned.status], failed: [] }
  const asked = { planId: planned.json.plan.id, confirmDeletes: true }
  const applied = await farm.call('POST', '/sync/apply?wait=true', asked)
  const failed = (applied.json.result?.failed ?? []) as { error: string }[]
  return { answers: [planned.status, applied.status], failed: failed.map(({ error }) => error) }
}

const STATES: Partial<Record<HostedFaultName, [SyncStatus['state'], string]>> = {
  'timeout before': ['offline', 'offline'],
  'timeout after': ['offline', 'offline'],
  'dropped before': ['offline', 'offline'],
  'dropped after': ['offline', 'offline'],
  401: ['error', 'key_rejected'],
  403: ['error', 'forbidden'],
  429: ['error', 'rate_limited'],
  500: ['error', 'server_fault'],
  502: ['error', 'server_fault'],
  '502 after': ['error', 'server_fault'],
  'truncated JSON': ['error', 'not_an_api'],
  'HTML page with 200': ['error', 'not_an_api'],
}

/** After the fault: what was refused for good is touched, since only a change sends it again. */
async function recover(): Promise<void> {
  api.recover()
  const { operations } = await farm.plan()
  for (const { hold, resource, name } of operations)
    if (hold === 'refused') await rename(`${resource}s`, name, `${name} again`)
  await farm.settle()
}

/** What one call was tried with is not in the way of the next. */
async function forget(): Promise<void> {
  for (const resource of ['bindings', 'templates'] as const)
    for (const { uid, name } of await farm.all(resource))
      if (/^(New|Before|After) /.test(name)) await must('DELETE', `/${resource}/${uid}`)
  await farm.settle({ confirmDeletes: true })
}

describe.each(Object.keys(PROVOKE) as HostedCallName[])('%s', (call) => {
  const faults = HOSTED_FAULTS.filter((fault) => call.startsWith('list') || !isListFault(fault))
  beforeAll(async () => {
    // Objects are read singly where a list tells too little of them.
    api.shortenLists(call.startsWith('get'))
    for (const fault of faults) await prepare(call, `by ${fault}`)
    await farm.settle()
  })
  afterAll(forget)
  afterEach(() => api.recover())

  test.each(faults)('%s', async (fault) => {
    const tag = `by ${fault}`
    await PROVOKE[call](tag)
    const standing = `Standing ${++count % STANDING}`
    api.change('binding', uidOf(standing, api.all('binding')), { defaults: { tag: `${call} ${tag}` } })
    const before = await namesHere()

    api.fail(call, fault)
    const asked = api.calls.length
    const { answers, failed } = await tryToSync()
    expect(api.calls.slice(asked), 'the call that the fault is for').toContain(call)
    const status = await farm.status()
    const told = [status.lastError?.message ?? '', ...failed].join('\n')
    expect(told).not.toContain(api.key)

    // Nothing here was taken for deleted.
    const after = await namesHere()
    for (const resource of ['bindings', 'templates'] as const)
      expect(after[resource], resource).toEqual(expect.arrayContaining(before[resource]))
    const state = STATES[fault]
    if (state && status.lastError) {
      expect([status.state, status.lastError.code]).toEqual(state)
      expect(status.lastError.message).toMatch(/^127\.0\.0\.1:\d+ .{5,}[.!?…]$/)
      if (fault === '401' || fault === '403') expect(status.lastError.retryAt).toBeNull()
      expect(answers.at(-1)).toBeGreaterThanOrEqual(400)
    }

    await recover()
    const here = await namesHere()
    const there = namesThere()
    // Each once, and on both sides; the starters and the sample are this farm's own.
    expect(here.bindings.filter((name) => there.bindings.includes(name))).toEqual(there.bindings)
    expect(here.templates.filter((name) => there.templates.includes(name))).toEqual(there.templates)
    for (const names of Object.values(there)) expect(new Set(names).size, String(names)).toBe(names.length)
    const mine = (names: string[]) => names.filter((name) => /^(New|Before|After|Standing) /.test(name))
    expect(mine(here.bindings)).toEqual(mine(there.bindings))
    expect(mine(here.templates)).toEqual(mine(there.templates))
    for (const names of Object.values(there))
      expect(names.filter((name) => name.startsWith('Standing'))).toHaveLength(STANDING)
    const pulled = (await farm.all('bindings')).find(({ name }) => name === standing)
    expect(pulled?.defaults).toEqual({ tag: `${call} ${tag}` })
    const wasRemoved = call.startsWith('remove')
    const isOfThis = (name: string) => new RegExp(`^(New|After|Before) ${tag}( again)?$`).test(name)
    expect([...there.bindings, ...there.templates].some(isOfThis)).toBe(!wasRemoved)
  })
})
