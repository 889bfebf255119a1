import { afterAll, beforeAll, expect, test } from 'vitest'
import { type HostedServer, startHostedServer } from '../../helpers/hosted-server.ts'
import { type SyncFarm, startSyncFarm, toDo } from '../../helpers/sync-farm.ts'

/** Lists that say of a source where it is and no more, as those of the hosted API do; and what it is sent. */

let api: HostedServer
let farm: SyncFarm
beforeAll(async () => {
  api = await startHostedServer()
  farm = await startSyncFarm({}, api)
  await farm.connect(api)
})
afterAll(async () => {
  await farm?.stop()
  await api?.stop()
})

test('a binding comes down with what only a call of its own tells: that it has credentials, its headers and output', async () => {
  const template = api.create('template', { name: 'T', html: '<p>{{title}}</p>' })
  const dataSource = {
    type: 'http',
    url: 'https://data.example/a.json',
    method: 'POST',
    headers: { 'x-team': 'blue' },
    credentials: { type: 'bearer_token', value: 'planted-secret-0123456789' },
  }
  const outputConfig = { format: 'webp' }
  api.create('binding', {
    name: 'B',
    templateId: template.uid ?? '',
    dataSource,
    mapping: { title: 'a' },
    outputConfig,
  })
  const plan = await farm.plan()
  const planned = plan.operations.find(({ name }) => name === 'B')
  expect(planned?.fields.map(({ path }) => path)).not.toContain('dataSource.credentials')
  expect((await farm.apply(plan)).failed).toEqual([])
  const [binding] = (await farm.all('bindings')).filter(({ name }) => name === 'B')
  expect(binding).toMatchObject({
    dataSource: { method: 'POST', headers: { 'x-team': 'blue' }, credentials: { type: 'bearer_token', set: false } },
    outputConfig,
    needs_secret: true,
  })
  expect(toDo(await farm.plan())).toEqual([])
})

test('what is made there is not told to take credentials away, and what is there is', async () => {
  await farm.connect(api, { pushPrivate: true })
  const { template } = (await farm.call('POST', '/templates', { name: 'Mine', html: '<p>{{title}}</p>' })).json
  const source = { type: 'http', url: 'http://127.0.0.1:1/' }
  const given = { name: 'Bare', templateId: template.uid, dataSource: source, mapping: { title: 'a' } }
  const { uid } = (await farm.call('POST', '/bindings', given)).json.binding
  const sentSource = (method: string) => {
    const call = api.seen.findLast((each) => each.method === method && each.url.startsWith('/bindings'))
    return JSON.parse(call?.body ?? '{}').dataSource
  }
  await farm.settle()
  expect(sentSource('POST')).toEqual({ ...source, method: 'GET' })

  const credentials = { type: 'bearer_token', value: 'planted-secret-0123456789' }
  await farm.call('PUT', `/bindings/${uid}`, { dataSource: { ...source, credentials } })
  await farm.settle({ sendCredentials: [uid] })
  await farm.call('PUT', `/bindings/${uid}`, { dataSource: { ...source, credentials: null } })
  await farm.settle()
  expect(sentSource('PUT')).toMatchObject({ credentials: null })
})
