import { afterAll, beforeAll, expect, test } from 'vitest'
import { newsSchema } from '../../../src/shared/events.ts'
import { until } from '../../helpers/clock.ts'
import { problemOf } from '../../helpers/contract.ts'
import { openStream } from '../../helpers/event-stream.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { restSample } from '../../helpers/rest-sample.ts'

let farm: TestFarm
let templateId: string
beforeAll(async () => {
  farm = await startTestFarm()
  templateId = await farm.template('<body>{{a}}</body>')
  await restSample(farm)
})
afterAll(() => farm.stop())

const definition = () => ({ templateId, dataSource: { type: 'static', data: { a: 1 } }, mapping: { a: 'a' } })

/** What is stored of changes while `action` goes on. */
async function changesDuring(action: () => Promise<unknown>): Promise<[string, unknown][]> {
  const before = await farm.farm.events.lastSeq()
  await action()
  const stored = await farm.farm.events.after(before, 100)
  return stored
    .filter(({ type }) => /created|changed|deleted|restored/.test(type))
    .map(({ type, data }) => [type, data] as [string, unknown])
}

test('every change of a binding is told, with its id alone', async () => {
  let bindingId = ''
  const told = await changesDuring(async () => {
    bindingId = (await farm.binding(definition())).uid
    await farm.call('PUT', `/bindings/${bindingId}`, { name: 'Another' })
    await farm.call('POST', `/bindings/${bindingId}/pause`)
    await farm.call('POST', `/bindings/${bindingId}/webhook-url`)
    await farm.call('DELETE', `/bindings/${bindingId}`)
    await farm.call('POST', `/bindings/${bindingId}/restore`)
  })
  const changes = ['created', 'changed', 'changed', 'changed', 'deleted', 'restored']
  expect(told).toEqual(changes.map((change) => [`binding.${change}`, { bindingId }]))
})

test('so are those of templates, and what a deletion breaks', async () => {
  let uid = ''
  let bindingId = ''
  const told = await changesDuring(async () => {
    uid = await farm.template('x')
    await farm.call('PUT', `/templates/${uid}`, { html: 'y' })
    bindingId = (await farm.binding({ ...definition(), templateId: uid, mapping: {} })).uid
    await farm.call('DELETE', `/templates/${uid}?force=true`)
  })
  expect(told).toEqual([
    ['template.created', { templateId: uid }],
    ['template.changed', { templateId: uid }],
    ['binding.created', { bindingId }],
    ['template.deleted', { templateId: uid }],
    ['binding.changed', { bindingId }],
  ])
})

test('and those of subscriptions and settings, never with a value', async () => {
  let subscriptionId = ''
  const told = await changesDuring(async () => {
    const created = await farm.call('POST', '/webhook-subscriptions', {
      event: 'binding.updated',
      targetUrl: 'https://example.com/hook',
    })
    subscriptionId = created.json.subscription.uid
    await farm.call('POST', `/webhook-subscriptions/${subscriptionId}/pause`)
    await farm.call('DELETE', `/webhook-subscriptions/${subscriptionId}`)
    await farm.call('PATCH', '/settings', { locale: 'de-DE' })
  })
  expect(told).toEqual([
    ...Array.from({ length: 3 }, () => ['subscription.changed', { subscriptionId }]),
    ['settings.changed', { members: ['locale'] }],
  ])
})

test('a change that is refused tells nothing', async () => {
  const told = await changesDuring(async () => {
    problemOf(
      await farm.call('PUT', `/templates/${templateId}`, { name: 'x' }, { 'if-match': '"r99"' }),
      412,
      'precondition-failed',
    )
    problemOf(await farm.call('PUT', '/bindings/bind_none', { name: 'x' }), 404, 'binding-not-found')
    problemOf(await farm.call('PATCH', '/settings', { locale: '?' }), 400, 'validation-error')
  })
  expect(told).toEqual([])
})

test('changes come down the stream with a number to resume from, and nobody can subscribe to them', async () => {
  const stream = await openStream(farm, {}, { withoutChanges: false })
  await farm.call('PUT', `/templates/${templateId}`, { name: 'Renamed' })
  const told = await stream.next()
  expect(told).toMatchObject({ event: 'template.changed', data: { data: { templateId } } })
  expect(told?.id).toBe(await farm.farm.events.lastSeq())
  stream.close()
  const answer = await farm.call('POST', '/webhook-subscriptions', {
    event: 'template.changed',
    targetUrl: 'https://example.com/hook',
  })
  expect(problemOf(answer, 400, 'validation-error').errors[0].field).toBe('event')
})

test('who asks for it is told live what is not stored: the status, and runs as they begin and end', async () => {
  const { uid } = await farm.binding(definition())
  const stream = await openStream(farm, {}, { live: true })
  const first = await stream.next()
  expect(first).toMatchObject({ id: Number.NaN, event: 'farm.status', data: { data: { version: expect.any(String) } } })

  const { run } = (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json
  const told: Awaited<ReturnType<typeof stream.next>>[] = []
  while (told.at(-1)?.event !== 'run.ended') {
    const event = await stream.next()
    if (event === null) throw new Error('The stream ended before the run did')
    // The status comes whenever a count has changed: by this run, or by what went on before.
    if (event.event !== 'farm.status') told.push(event)
  }
  for (const each of told.filter((event) => event && Number.isNaN(event.id))) {
    expect(newsSchema.parse({ type: each?.event, data: each?.data.data })).toBeTruthy()
  }
  const facts = Object.fromEntries(told.map((event) => [event?.event, event?.data.data]))
  expect(Object.keys(facts)).toEqual(['run.started', 'binding.updated', 'run.ended'])
  expect(facts['run.started']).toEqual({ bindingId: uid, runId: run.id, trigger: 'manual' })
  expect(facts['run.ended']).toEqual({ bindingId: uid, runId: run.id, outcome: 'unchanged' })
  stream.close()
})

test('the status is told when a count has changed', async () => {
  const stream = await openStream(farm, {}, { live: true })
  const before = (await stream.next())?.data.data
  await farm.call('PATCH', '/settings', { locale: 'en-US' })
  const uid = (await farm.call('POST', '/bindings', definition())).json.binding.uid
  await until(async () => (await farm.call('GET', `/bindings/${uid}/runs`)).json.pagination.total)
  for (;;) {
    const told = await stream.next()
    if (told === null) throw new Error('The stream ended before it was told')
    // What went on before may be told first.
    if (told?.event === 'farm.status' && told.data.data.bindings.total === before.bindings.total + 1) break
  }
  stream.close()
})

test('a stream that was not asked to be live holds nothing without a number', async () => {
  const { uid } = await farm.binding(definition())
  const stream = await openStream(farm, {}, { withoutChanges: false })
  for (let i = 0; i < 3; i++) await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  for (let i = 0; i < 3; i++) expect((await stream.next())?.id).toBeGreaterThan(0)
  stream.close()
})
