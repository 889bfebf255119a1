import { expect, test } from 'vitest'
import { HostedFault } from '../../../src/main/sync/hosted.ts'
import { bindingCreateSchema } from '../../../src/shared/binding.ts'
import type { Weather } from '../../helpers/sync/model-server.ts'
import { type Bench, gist, setUp } from '../../helpers/sync/setup.ts'

const SECRET = 'planted-secret-0123456789'

const EVERY = { page: 1, limit: 10, sort: 'oldest', outputFormat: 'all' } as const

const http = (url: string, more: object = {}) => ({ dataSource: { type: 'http', url, method: 'GET', ...more } })

async function list({ life }: Bench) {
  return (await life.bindings.list({ page: 1, limit: 1000 })).bindings.map(({ binding }) => binding)
}

test.each([
  ['http://127.0.0.1/a', true],
  ['http://[::1]:8080/a', true],
  ['http://192.168.1.20/a', true],
  ['http://[fd00::1]/a', true],
  ['http://localhost:3000/a', true],
  ['http://printer/a', true],
  ['http://nas.local/a', true],
  ['https://api.example.com/a', false],
  ['http://93.184.216.34/a', false],
])('a source at %s is held back: %s', async (url, isHeld) => {
  const bench = await setUp()
  await bench.binding(await bench.template(), http(url))
  const held = isHeld ? 'held_back binding (private_source)' : 'push_create binding'
  expect(gist((await bench.sync()).plan)).toEqual(['push_create template', held])
  expect(bench.server.objects('binding')).toHaveLength(isHeld ? 0 : 1)
  const allowed = await setUp({ pushPrivate: true })
  await allowed.binding(await allowed.template(), http(url))
  expect(gist((await allowed.sync()).plan)).toEqual(['push_create template', 'push_create binding'])
})

test('a binding that moves to a private source stays there as it was, and other changes of it go up', async () => {
  const bench = await setUp()
  const uid = await bench.binding(await bench.template(), http('https://api.example.com'))
  await bench.sync()
  await bench.editBinding(uid, http('http://10.0.0.1'))
  expect(gist(await bench.plan())).toEqual(['held_back binding (private_source)'])
  expect((await bench.life.sync.cloudsOf('binding', await list(bench))).get(uid)).toMatchObject({ state: 'held_back' })
})

async function starter(bench: Bench, name: string): Promise<string> {
  const { templates } = bench.life
  const input = { ...(await templates.get(await bench.template({ name }))), name }
  await templates.remove(input.uid, false)
  return (await templates.create(input, { origin: 'starter' })).template.uid
}

/** A binding that draws the farm's status, as it comes with Bindery. */
async function sample({ life }: Bench, templateId: string): Promise<string> {
  const input = { ...http('bindery:status'), name: 'Sample', templateId, mapping: {} }
  return (await life.bindings.create(bindingCreateSchema.parse(input), { origin: 'starter' })).binding.uid
}

test('what came with Bindery is in no plan; who changed a starter is told why it stays', async () => {
  const bench = await setUp()
  const template = await starter(bench, 'A starter')
  const uid = await sample(bench, template)
  const { plan } = await bench.sync()
  expect([gist(plan), plan.summary.heldBack]).toEqual([[], 0])
  await bench.editBinding(uid, { name: 'Mine' })
  expect(gist(await bench.plan())).toEqual([])
  await bench.editTemplate(template, { name: 'Mine' })
  expect(gist(await bench.plan())).toEqual(['held_back template (starter)'])
})

test('a picture of the own status and starters stay, but for a starter that a binding uses', async () => {
  const bench = await setUp()
  const used = await starter(bench, 'Used')
  await bench.editTemplate(await starter(bench, 'Unused'), { name: 'Changed' })
  await bench.binding(used, { ...http('bindery:status'), name: 'Mine' })
  expect(gist(await bench.plan())).toEqual(['held_back template (starter)', 'held_back binding (sample)'])
  await bench.binding(used)
  expect(gist(await bench.plan()).sort()).toEqual([
    'held_back binding (sample)',
    'held_back template (starter)',
    'push_create binding',
    'push_create template',
  ])
})

test('what was refused waits until it is changed', async () => {
  let isRefusing = false
  const weather = (): Weather => {
    if (isRefusing) throw new HostedFault('refused', 'The name is taken.')
    return 'fair'
  }
  const bench = await setUp({ line: { write: weather } })
  const template = await bench.template()
  await bench.sync()
  await bench.editTemplate(template, { name: 'Taken' })
  isRefusing = true
  const { result } = await bench.sync()
  expect(result.failed).toMatchObject([{ error: 'The name is taken.' }])
  isRefusing = false
  const plan = await bench.plan()
  expect(gist(plan)).toEqual(['held_back template (refused)'])
  expect(plan.operations[0]?.reason).toBe('The name is taken.')
  await bench.editTemplate(template, { name: 'Free' })
  expect(gist((await bench.sync()).plan)).toEqual(['push_update template name'])
})

test('credentials go up only where they are asked for', async () => {
  const bench = await setUp()
  const secretSource = http(`https://api.example.com/?team=blue&api_key=${SECRET}`, {
    headers: { 'X-Team': 'blue', 'X-Api-Key': SECRET },
    credentials: { type: 'bearer_token', value: SECRET },
  })
  const template = await bench.template()
  const uid = await bench.binding(template, secretSource)
  const { plan } = await bench.sync()
  expect(plan.operations.find(({ resource }) => resource === 'binding')).toMatchObject({ hasCredentials: true })
  expect(JSON.stringify(plan)).not.toContain(SECRET)
  expect(JSON.stringify(bench.server.objects('binding'))).not.toContain(SECRET)
  expect(JSON.stringify(await bench.life.store.syncLinks.all('https://hosted.example'))).not.toContain(SECRET)
  expect(gist(await bench.plan())).toEqual([])

  await bench.editBinding(uid, { name: 'Sent along' })
  await bench.sync({ sendCredentials: [uid] })
  const [sent] = bench.server.objects('binding')
  expect(sent).toMatchObject({
    name: 'Sent along',
    dataSource: { url: `https://api.example.com/?team=blue&api_key=${SECRET}`, headers: { 'X-Api-Key': SECRET } },
  })
  expect(gist(await bench.plan())).toEqual([])
})

test('credentials that are asked for go up also where nothing else does', async () => {
  const bench = await setUp()
  const template = await bench.template()
  const uid = await bench.binding(template, http('https://api.example.com/', { headers: { 'X-Api-Key': SECRET } }))
  await bench.sync()
  expect(gist(await bench.plan())).toEqual([])
  expect(JSON.stringify(bench.server.objects('binding'))).not.toContain(SECRET)
  const { result } = await bench.sync({ sendCredentials: [uid] })
  expect(result).toMatchObject({ applied: 1, failed: [] })
  expect(bench.server.objects('binding')).toMatchObject([{ dataSource: { headers: { 'X-Api-Key': SECRET } } }])
  expect(gist(await bench.plan())).toEqual([])
})

test('a secret that travels in the query alone is one that can be asked for, with the binding and after it', async () => {
  const bench = await setUp()
  const url = `https://api.example.com/?token=${SECRET}&z=1`
  const uid = await bench.binding(await bench.template(), http(url))
  const { plan } = await bench.sync()
  expect(plan.operations.find(({ resource }) => resource === 'binding')).toMatchObject({ hasCredentials: true })
  expect(bench.server.objects('binding')).toMatchObject([{ dataSource: { url: 'https://api.example.com/?z=1' } }])
  await bench.sync({ sendCredentials: [uid] })
  expect(bench.server.objects('binding')).toMatchObject([{ dataSource: { url } }])
  expect(gist(await bench.plan())).toEqual([])
})

test('a source that goes up without its secrets leaves those alone that are there', async () => {
  const bench = await setUp()
  const { uid } = bench.server.create('template', { name: 'T', html: '<p>{{a}}</p>' })
  const remote = bench.server.create('binding', {
    name: 'Theirs',
    templateId: String(uid),
    dataSource: {
      type: 'http',
      url: 'https://api.example.com',
      headers: { 'X-Api-Key': { set: true }, 'X-Team': 'a' },
    },
    mapping: {},
  })
  await bench.sync()
  const [binding] = await list(bench)
  expect(binding).toMatchObject({ needsSecret: true })
  await bench.editBinding(
    String(binding?.uid),
    http('https://api.example.com/v2', { headers: { 'X-Api-Key': { set: true } } }),
  )
  await bench.sync()
  const { dataSource } = bench.server.find('binding', String(remote.uid)) ?? {}
  expect(dataSource).toMatchObject({ url: 'https://api.example.com/v2', headers: { 'X-Api-Key': { set: true } } })
  expect(gist(await bench.plan())).toEqual([])
})

test('a mass deletion is asked first, on either side', async () => {
  const bench = await setUp()
  const template = await bench.template()
  for (let count = 0; count < 12; count++) await bench.binding(template, { name: `B${count}` })
  await bench.sync()
  for (const { uid } of (await list(bench)).slice(0, 3)) await bench.life.bindings.remove(uid)
  const plan = await bench.plan()
  expect(plan.summary).toMatchObject({ deletesOnCloud: 3, needsConfirmation: true })
  await expect(bench.sync()).rejects.toMatchObject({
    slug: 'conflict',
    options: { members: { plan: { id: plan.id } } },
  })
  expect(bench.server.objects('binding')).toHaveLength(12)
  await bench.life.sync.syncByItself()
  expect(bench.server.objects('binding')).toHaveLength(12)
  expect((await bench.life.sync.status()).lastError).toMatchObject({ code: 'deletes_unconfirmed' })
  await bench.sync({ confirmDeletes: true })
  expect(bench.server.objects('binding')).toHaveLength(9)
  for (const { uid } of bench.server.objects('binding').slice(0, 3)) bench.server.remove('binding', String(uid))
  expect((await bench.plan()).summary).toMatchObject({ deletesHere: 3, needsConfirmation: true })
  // Of what no sync deletes there may be as much as there likes.
  const own = await starter(bench, 'Unused 0')
  await sample(bench, own)
  await bench.binding(own, { ...http('bindery:status'), name: 'Mine' })
  for (let count = 1; count < 9; count++) await starter(bench, `Unused ${count}`)
  expect((await bench.plan()).summary).toMatchObject({ deletesHere: 3, heldBack: 1, needsConfirmation: true })
})

test('what needs a person is left by an automatic sync, all else is done', async () => {
  const bench = await setUp()
  const template = await bench.template()
  const uid = await bench.binding(template)
  await bench.sync()
  const remote = await bench.twin(uid)
  await bench.editBinding(uid, { name: 'Mine' })
  bench.server.update('binding', remote, { name: 'Theirs' })
  await bench.editTemplate(template, { name: 'New name' })
  await bench.life.sync.syncByItself()
  expect(bench.server.objects('template')).toMatchObject([{ name: 'New name' }])
  expect(bench.server.find('binding', remote)?.name).toBe('Theirs')
  expect(await bench.life.sync.status()).toMatchObject({ conflicts: 1, state: 'idle', lastError: null })
})

test.each<Weather>(['lost', 'limited', 'fault before'])(
  'a fault (%s) deletes nothing, and is said',
  async (weather) => {
    let now: Weather = 'fair'
    const bench = await setUp({ line: { weather: () => now } })
    await bench.binding(await bench.template())
    await bench.sync()
    now = weather
    await expect(bench.plan()).rejects.toMatchObject({ slug: 'unavailable' })
    const code = { lost: 'offline', limited: 'rate_limited', 'fault before': 'server_fault' }[weather as string]
    const state = weather === 'lost' ? 'offline' : 'error'
    expect(await bench.life.sync.status()).toMatchObject({ state, lastError: { code, retryAt: null } })
    now = 'fair'
    expect(gist(await bench.plan())).toEqual([])
    expect(await bench.life.sync.status()).toMatchObject({ state: 'idle', lastError: null })
  },
)

test('an empty list deletes nothing: what it lacks is asked for by itself', async () => {
  let isEmpty = false
  const bench = await setUp({ line: { list: (all) => (isEmpty ? [] : all) } })
  await bench.binding(await bench.template())
  await bench.sync()
  isEmpty = true
  expect(gist(await bench.plan())).toEqual([])
})

test('an object that the server fails at is given up in the end, and keeps nothing back', async () => {
  let isFailing = false
  const bench = await setUp({ line: { write: () => (isFailing ? 'fault before' : 'fair') } })
  const template = await bench.template()
  await bench.sync()
  await bench.editTemplate(template, { name: 'Poison' })
  isFailing = true
  await expect(bench.sync()).rejects.toMatchObject({ slug: 'unavailable' })
  expect(await bench.life.sync.status()).toMatchObject({ state: 'error', lastError: { code: 'server_fault' } })
  for (let tries = 2; tries <= 5; tries++) await bench.life.sync.resume()
  expect(await bench.life.sync.status()).toMatchObject({ state: 'idle', lastError: null })
  isFailing = false
  expect(gist((await bench.sync()).plan)).toEqual(['push_update template name'])
})

test('a creation whose answer was lost is one object, whatever was changed on both sides before it is sent again', async () => {
  let weather: Weather = 'fair'
  const bench = await setUp({ line: { write: () => weather } })
  const template = await bench.template()
  await bench.sync()
  const headers = { 'X-Team': 'blue' }
  const uid = await bench.binding(template, http('https://api.example.com', { headers }))
  weather = 'fault after'
  await expect(bench.sync()).rejects.toMatchObject({ slug: 'unavailable' })
  weather = 'fair'
  await bench.editBinding(uid, { dataSource: { type: 'static', data: {} } })
  const [made] = bench.server.objects('binding')
  bench.server.update('binding', String(made?.uid), { name: 'Renamed there' })
  await bench.life.sync.resume()
  expect(bench.server.objects('binding')).toHaveLength(1)
  expect(await bench.twin(uid)).toBe(made?.uid)
  const both = ['pull_update binding name', 'push_update binding dataSource']
  expect(gist((await bench.sync()).plan)).toEqual(both)
  expect((await list(bench))[0]).toMatchObject({ name: 'Renamed there', dataSource: { type: 'static' } })
  expect(bench.server.objects('binding')).toMatchObject([{ name: 'Renamed there', dataSource: { type: 'static' } }])
})

test('a creation that was given up, and comes through after all, is one object with the next', async () => {
  let weather: Weather = 'late'
  const bench = await setUp({ line: { write: () => weather } })
  await bench.template()
  await expect(bench.sync()).rejects.toMatchObject({ slug: 'unavailable' })
  weather = 'fault before'
  for (let tries = 2; tries <= 5; tries++) await bench.life.sync.resume()
  expect(await bench.life.sync.status()).toMatchObject({ state: 'idle', lastError: null })
  weather = 'fair'
  expect(gist((await bench.sync()).plan)).toEqual(['push_create template'])
  bench.server.settle()
  expect(bench.server.objects('template')).toHaveLength(1)
  expect(gist(await bench.plan())).toEqual([])
})

test.each([
  ['as it was', {}],
  ['changed meanwhile', { name: 'Renamed' }],
])('what a creation that was given up has made does not come down: %s', async (_, change) => {
  let weather: Weather = 'late'
  const bench = await setUp({ shouts: true, line: { write: () => weather } })
  const uid = await bench.template({ category: 'cards' })
  await expect(bench.sync()).rejects.toMatchObject({ slug: 'unavailable' })
  weather = 'fault before'
  for (let tries = 2; tries <= 5; tries++) await bench.life.sync.resume()
  weather = 'fair'
  bench.server.settle()
  await bench.editTemplate(uid, change)
  expect(gist((await bench.sync()).plan)).toEqual(['pull_create template', 'push_create template'])
  const { plan } = await bench.sync()
  expect(gist(plan)).toEqual('name' in change ? ['pull_update template category', 'push_update template name'] : [])
  expect(bench.server.objects('template')).toMatchObject([{ name: 'A template', ...change }])
  expect((await bench.life.templates.list(EVERY)).total).toBe(1)
})

test('undo takes back what came down, and sends nothing up for it', async () => {
  const bench = await setUp()
  const template = await bench.template()
  const [changed, deleted] = [await bench.binding(template), await bench.binding(template, { name: 'Deleted' })]
  await bench.sync()
  const [remote, gone] = [await bench.twin(changed), await bench.twin(deleted)]
  bench.server.update('binding', remote, { name: 'Theirs', mapping: { title: 't' } })
  bench.server.remove('binding', gone)
  const twin = await bench.twin(template)
  bench.server.update('template', twin, { html: '<i>{{title}}</i>' })
  bench.server.create('binding', { ...(bench.server.find('binding', remote) ?? {}), name: 'New' })
  const { plan } = await bench.sync()
  expect(gist(plan)).toEqual([
    'pull_update template html',
    'pull_create binding',
    'pull_update binding mapping.title name',
    'pull_delete binding',
  ])
  expect((await bench.life.sync.status()).canUndo).toBe(true)
  await bench.life.sync.setSettings({ auto: 'change' })
  expect(await bench.life.sync.undo()).toEqual({ undone: 4, skipped: [] })
  expect((await bench.life.sync.status()).settings.auto).toBe('off')
  expect((await list(bench)).map(({ name }) => name).sort()).toEqual(['A binding', 'Deleted'])
  expect((await bench.life.bindings.get(changed)).binding.mapping).toEqual({ title: 'a' })
  expect((await bench.life.templates.get(template)).html).toBe('<p>{{title}}</p>')
  // The same again, and nothing that goes up.
  expect(gist(await bench.plan())).toEqual(gist(plan))
  expect((await bench.life.sync.status()).canUndo).toBe(false)
})

test('undo leaves what was changed since', async () => {
  const bench = await setUp()
  const uid = await bench.binding(await bench.template())
  await bench.sync()
  bench.server.update('binding', await bench.twin(uid), { name: 'Theirs' })
  await bench.sync()
  await bench.editBinding(uid, { mapping: {} })
  expect(await bench.life.sync.undo()).toEqual({
    undone: 0,
    skipped: [{ localUid: uid, name: 'A binding', reason: 'It was changed here since.' }],
  })
  expect((await bench.life.bindings.get(uid)).binding.name).toBe('Theirs')
})
