import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type Bench, gist, setUp } from '../../helpers/sync/setup.ts'

/** A row of the table in docs/sync.md each: what is here and there, what the plan says, and that the next one is empty. */

async function tied(traits: Parameters<typeof setUp>[0] = {}) {
  const bench = await setUp(traits)
  const template = await bench.template()
  const binding = await bench.binding(template)
  await bench.sync()
  expect(gist(await bench.plan())).toEqual([])
  const [remote, remoteTemplate] = await Promise.all([bench.twin(binding), bench.twin(template)])
  return { ...bench, uid: binding, templateUid: template, remote, remoteTemplate }
}

async function expectQuiet(bench: Bench): Promise<void> {
  expect(gist(await bench.plan())).toEqual([])
  expect(bench.faults).toEqual([])
}

const bodyOf = (name: string, templateId: string) => ({
  name,
  templateId,
  dataSource: { type: 'static', data: { a: 1 } },
  mapping: { title: 'a' },
})

test('here only: it is made there, templates first', async () => {
  const bench = await setUp()
  await bench.binding(await bench.template())
  const { plan, result } = await bench.sync()
  expect(gist(plan)).toEqual(['push_create template', 'push_create binding'])
  expect(result).toEqual({ applied: 2, failed: [], conflicts: 0, heldBack: 0 })
  expect(bench.server.objects('binding')).toMatchObject([{ name: 'A binding', mapping: { title: 'a' } }])
  await expectQuiet(bench)
})

test('there only: it is made here, with what Bindery does not know', async () => {
  const bench = await setUp()
  const { uid } = bench.server.create('template', { name: 'Theirs', html: '<b>{{x}}</b>', folder: 'red' })
  bench.server.create('binding', bodyOf('Theirs too', String(uid)))
  expect(gist((await bench.sync()).plan)).toEqual(['pull_create template', 'pull_create binding'])
  const { templates } = await bench.life.templates.list({ page: 1, limit: 9, sort: 'oldest', outputFormat: 'all' })
  expect(templates).toMatchObject([{ name: 'Theirs', origin: 'sync', extra: { folder: 'red', teamId: 'team' } }])
  const { bindings } = await bench.life.bindings.list({ page: 1, limit: 9 })
  expect(bindings[0]?.binding).toMatchObject({ name: 'Theirs too', templateId: templates[0]?.uid })
  await expectQuiet(bench)
})

test('alike on both sides: tied, one to one, the oldest first', async () => {
  const bench = await setUp()
  const template = await bench.template()
  const first = await bench.binding(template)
  const second = await bench.binding(template)
  await bench.binding(template)
  const theirs = bench.server.create('template', {
    name: 'A template',
    html: '<p>{{title}}</p>',
    variableDefinitions: [{ name: 'title', type: 'text' }],
  })
  const [one, two] = [0, 1].map(() => bench.server.create('binding', bodyOf('A binding', String(theirs.uid))))
  const { plan } = await bench.sync()
  expect(gist(plan)).toEqual(['adopt template', 'adopt binding', 'adopt binding', 'push_create binding'])
  expect(await Promise.all([bench.twin(first), bench.twin(second)])).toEqual([one?.uid, two?.uid])
  expect(bench.server.objects('binding')).toHaveLength(3)
  await expectQuiet(bench)
})

test('changed on one side: that side; of different fields on both: both', async () => {
  const bench = await tied()
  await bench.editBinding(bench.uid, { mapping: { title: 'mine', more: 'b' } })
  bench.server.update('binding', bench.remote, { name: 'Theirs', mapping: { title: 'a', other: 'c' } })
  const { plan } = await bench.sync()
  expect(gist(plan)).toEqual([
    'pull_update binding mapping.other name',
    'push_update binding mapping.more mapping.title',
  ])
  const merged = { title: 'mine', more: 'b', other: 'c' }
  expect(bench.server.find('binding', bench.remote)).toMatchObject({ name: 'Theirs', mapping: merged })
  const { binding } = await bench.life.bindings.get(bench.uid)
  expect(binding).toMatchObject({ uid: bench.uid, name: 'Theirs', mapping: merged })
  await expectQuiet(bench)
})

test('changed to the same on both sides: nothing, and what comes after is measured against that', async () => {
  const bench = await tied()
  await bench.editBinding(bench.uid, { name: 'Same' })
  bench.server.update('binding', bench.remote, { name: 'Same' })
  await expectQuiet(bench)
  bench.server.update('binding', bench.remote, { name: 'A binding' })
  expect(gist((await bench.sync()).plan)).toEqual(['pull_update binding name'])
  await expectQuiet(bench)
})

test('renamed on both sides: to the same is nothing, to different names is a conflict', async () => {
  const bench = await tied()
  await bench.editTemplate(bench.templateUid, { name: 'Mine' })
  bench.server.update('template', bench.remoteTemplate, { name: 'Theirs', description: 'new' })
  const plan = await bench.plan()
  expect(gist(plan)).toEqual(['conflict template description name'])
  expect(plan.operations[0]?.fields).toEqual([
    { path: 'description', base: '', mine: '', theirs: 'new', isConflict: false },
    { path: 'name', base: 'A template', mine: 'Mine', theirs: 'Theirs', isConflict: true },
  ])
  const { result } = await bench.sync()
  expect(result).toEqual({ applied: 0, failed: [], conflicts: 1, heldBack: 0 })
  expect((await bench.life.sync.status()).conflicts).toBe(1)
  expect((await bench.life.templates.get(bench.templateUid)).description).toBe('')
  await bench.sync({ resolutions: { [String(plan.operations[0]?.id)]: 'mine' } })
  // Nobody has to look again to be told that it is resolved.
  expect((await bench.life.sync.status()).conflicts).toBe(0)
  expect(await bench.life.templates.get(bench.templateUid)).toMatchObject({ name: 'Mine', description: 'new' })
  expect(bench.server.find('template', bench.remoteTemplate)).toMatchObject({ name: 'Mine', description: 'new' })
  await expectQuiet(bench)
})

test('resolved field by field: the others stay in conflict', async () => {
  const bench = await tied()
  await bench.editBinding(bench.uid, { name: 'Mine', mapping: { title: 'm' } })
  bench.server.update('binding', bench.remote, { name: 'Theirs', mapping: { title: 't' } })
  const [conflict] = (await bench.plan()).operations
  const { result } = await bench.sync({ resolutions: { [String(conflict?.id)]: { name: 'theirs' } } })
  expect(result).toEqual({ applied: 1, failed: [], conflicts: 1, heldBack: 0 })
  expect((await bench.life.sync.status()).conflicts).toBe(1)
  expect((await bench.life.bindings.get(bench.uid)).binding).toMatchObject({
    name: 'Theirs',
    mapping: { title: 'm' },
  })
  expect(gist(await bench.plan())).toEqual(['conflict binding mapping.title'])
})

test('both: what is here keeps its uid and becomes a new one there, what is there a new one here', async () => {
  const bench = await tied()
  await bench.editBinding(bench.uid, { name: 'Mine' })
  bench.server.update('binding', bench.remote, { name: 'Theirs' })
  const [conflict] = (await bench.plan()).operations
  await bench.sync({ resolutions: { [String(conflict?.id)]: 'both' } })
  expect((await bench.life.bindings.get(bench.uid)).binding.name).toBe('Mine')
  expect(bench.server.find('binding', bench.remote)?.name).toBe('Theirs')
  expect(bench.server.objects('binding').map(({ name }) => name)).toEqual(['Theirs', 'Mine'])
  const { bindings } = await bench.life.bindings.list({ page: 1, limit: 9 })
  expect(bindings.map(({ binding }) => binding.name).sort()).toEqual(['Mine', 'Theirs'])
  await expectQuiet(bench)
})

test('both, of a template: which of them its bindings use is asked', async () => {
  const bench = await tied()
  await bench.editTemplate(bench.templateUid, { name: 'Mine' })
  bench.server.update('template', bench.remoteTemplate, { name: 'Theirs' })
  const [conflict] = (await bench.plan()).operations
  await bench.sync({ resolutions: { [String(conflict?.id)]: 'both' } })
  expect(bench.server.objects('template')).toHaveLength(2)
  const plan = await bench.plan()
  expect(gist(plan)).toEqual(['conflict binding templateId'])
  await bench.sync({ resolutions: { [String(plan.operations[0]?.id)]: 'mine' } })
  expect((await bench.life.bindings.get(bench.uid)).binding.templateId).toBe(bench.templateUid)
  await expectQuiet(bench)
})

test('deleted here, unchanged there: deleted there, its template after it', async () => {
  const bench = await tied()
  await bench.life.bindings.remove(bench.uid)
  await bench.life.templates.remove(bench.templateUid, false)
  expect(gist((await bench.sync()).plan)).toEqual(['push_delete binding', 'push_delete template'])
  expect([bench.server.objects('binding'), bench.server.objects('template')]).toEqual([[], []])
  await expectQuiet(bench)
})

test('deleted there, unchanged here: deleted here', async () => {
  const bench = await tied()
  bench.server.remove('binding', bench.remote)
  bench.server.remove('template', bench.remoteTemplate)
  expect(gist((await bench.sync()).plan)).toEqual(['pull_delete binding', 'pull_delete template'])
  expect((await bench.life.bindings.list({ page: 1, limit: 9 })).total).toBe(0)
  await expectQuiet(bench)
})

test.each(['mine', 'theirs'] as const)('deleted here, changed there: a conflict; %s', async (side) => {
  const bench = await tied()
  await bench.life.bindings.remove(bench.uid)
  bench.server.update('binding', bench.remote, { name: 'Theirs' })
  const plan = await bench.plan()
  expect(gist(plan)).toEqual(['conflict binding name (deleted local)'])
  await bench.sync({ resolutions: { [String(plan.operations[0]?.id)]: side } })
  expect(bench.server.objects('binding')).toHaveLength(side === 'mine' ? 0 : 1)
  // It comes back under the uid that it had, and with it its render URL.
  if (side === 'theirs') expect((await bench.life.bindings.get(bench.uid)).binding.name).toBe('Theirs')
  await expectQuiet(bench)
})

test.each(['mine', 'theirs'] as const)('deleted there, changed here: a conflict; %s', async (side) => {
  const bench = await tied()
  await bench.editBinding(bench.uid, { name: 'Mine' })
  bench.server.remove('binding', bench.remote)
  const plan = await bench.plan()
  expect(gist(plan)).toEqual(['conflict binding name (deleted remote)'])
  await bench.sync({ resolutions: { [String(plan.operations[0]?.id)]: side } })
  expect(bench.server.objects('binding').map(({ name }) => name)).toEqual(side === 'mine' ? ['Mine'] : [])
  expect((await bench.life.bindings.list({ page: 1, limit: 9 })).total).toBe(side === 'mine' ? 1 : 0)
  await expectQuiet(bench)
})

test('deleted on both sides: forgotten, and what is restored there comes back under its old uid', async () => {
  const bench = await tied()
  await bench.life.bindings.remove(bench.uid)
  bench.server.remove('binding', bench.remote)
  expect(gist((await bench.sync()).plan)).toEqual(['forget binding'])
  await expectQuiet(bench)
  bench.server.restore('binding', bench.remote)
  expect(gist((await bench.sync()).plan)).toEqual(['pull_create binding'])
  expect((await bench.life.bindings.get(bench.uid)).binding.name).toBe('A binding')
  await expectQuiet(bench)
})

test('deleted here and made again, alike: the new one takes over the twin', async () => {
  const bench = await tied()
  await bench.life.bindings.remove(bench.uid)
  const again = await bench.binding(bench.templateUid)
  expect(gist((await bench.sync()).plan)).toEqual(['adopt binding'])
  expect(await bench.twin(again)).toBe(bench.remote)
  expect(bench.server.objects('binding')).toHaveLength(1)
  await expectQuiet(bench)
})

test('deleted there and made again, alike: the uid here stays', async () => {
  const bench = await tied()
  bench.server.remove('binding', bench.remote)
  const { uid } = bench.server.create('binding', bodyOf('A binding', bench.remoteTemplate))
  expect(gist((await bench.sync()).plan)).toEqual(['adopt binding'])
  expect(await bench.twin(bench.uid)).toBe(uid)
  await expectQuiet(bench)
})

test('a template that was deleted on one side and is used on the other is a conflict', async () => {
  const there = await tied()
  there.server.create('binding', bodyOf('Another', there.remoteTemplate))
  await there.life.bindings.remove(there.uid)
  await there.life.templates.remove(there.templateUid, false)
  expect(gist(await there.plan())).toEqual([
    'conflict template (deleted local)',
    'held_back binding (template_missing)',
    'push_delete binding',
  ])
  const here = await tied()
  await here.binding(here.templateUid, { name: 'Only here', mapping: {} })
  here.server.remove('binding', here.remote)
  here.server.remove('template', here.remoteTemplate)
  expect(gist(await here.plan())).toEqual([
    'conflict template (deleted remote)',
    'held_back binding (template_held_back)',
    'pull_delete binding',
  ])
})

test('a plan is the same as long as what it would do is; where it is another one, nothing is done', async () => {
  const bench = await tied()
  await bench.editBinding(bench.uid, { name: 'Mine' })
  const plan = await bench.plan()
  expect((await bench.plan()).id).toBe(plan.id)
  await bench.editBinding(bench.uid, { name: 'Mine, again' })
  const asked = { planId: plan.id, resolutions: {}, sendCredentials: [], confirmDeletes: false }
  const refused = await bench.life.sync.apply(asked).catch((error: unknown) => error)
  expect(refused).toMatchObject({
    slug: 'conflict',
    options: { members: { plan: { operations: [{ kind: 'push_update' }] } } },
  })
  expect(bench.server.find('binding', bench.remote)?.name).toBe('A binding')
})

test('a plan in which nothing changed writes nothing', async () => {
  const bench = await tied()
  const writes = async () => (await sql<{ n: number }>`SELECT total_changes() AS n`.execute(bench.life.store.db)).rows
  // A save that changes nothing of what is synced is taken note of once.
  await bench.life.bindings.rotateWebhookUrl(bench.uid)
  await bench.plan()
  const before = await writes()
  await bench.plan()
  expect(await writes()).toEqual(before)
  await bench.editBinding(bench.uid, { name: 'Other' })
  expect(await writes()).not.toEqual(before)
})

test('what is overwritten with what was there before it was sent is a conflict, not a change to take over', async () => {
  const bench = await tied({ hasEtags: false })
  await bench.editBinding(bench.uid, { mapping: { title: 'sent' } })
  await bench.sync()
  // A stale write of somebody who had read it before.
  bench.server.update('binding', bench.remote, { mapping: { title: 'a', other: 'b' } })
  expect(gist(await bench.plan())).toEqual(['conflict binding mapping.other mapping.title'])
})

test('where ETags keep stale writes out, the same is a change like any other', async () => {
  const bench = await tied()
  await bench.editBinding(bench.uid, { mapping: { title: 'sent' } })
  await bench.sync()
  bench.server.update('binding', bench.remote, { mapping: { title: 'a' } })
  expect(gist(await bench.plan())).toEqual(['pull_update binding mapping.title'])
})

test('a list that leaves members out says nothing of them', async () => {
  const bench = await tied({ hasThinLists: true })
  bench.server.update('template', bench.remoteTemplate, { html: '<i>{{title}}</i>' })
  bench.server.update('binding', bench.remote, { outputConfig: { format: 'webp' } })
  expect(gist((await bench.sync()).plan)).toEqual([
    'pull_update template html',
    'pull_update binding outputConfig.format',
  ])
  await expectQuiet(bench)
})

test('a template of another engine comes down whole, and the plan says that it is not drawn', async () => {
  const bench = await setUp()
  bench.server.create('template', { name: 'Canvas', engine: 'fabric', canvas: { objects: [1] }, html: '' })
  const { plan } = await bench.sync()
  expect(plan.operations[0]?.reason).toBe(
    'It is at the hosted API only. This machine cannot draw the engine "fabric"; it is kept whole.',
  )
  const { templates } = await bench.life.templates.list({ page: 1, limit: 9, sort: 'oldest', outputFormat: 'all' })
  expect(templates).toMatchObject([{ engine: 'fabric', extra: { canvas: { objects: [1] } } }])
  await expectQuiet(bench)
})

test('the plan says what a template that comes down loads from, and that it runs scripts', async () => {
  const bench = await setUp()
  bench.server.create('template', { name: 'Loads', html: '<img src="https://cdn.example/a.png">', jsEnabled: true })
  expect((await bench.plan()).operations).toMatchObject([{ hosts: ['cdn.example'], runsScripts: true }])
})
