import { homedir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'

let farm: TestFarm
let uid: string
let webhookUrl: string
beforeAll(async () => {
  farm = await underContract(await startTestFarm())
  const templateId = await farm.template('private words {{a}}', { name: 'Private template' })
  const credentials = { type: 'bearer_token', value: 'very-secret-token' }
  const dataSource = { type: 'http', url: 'http://10.1.2.3/private/path?q=private', credentials }
  const binding = await farm.binding({ name: 'Private binding', templateId, dataSource, mapping: { a: 'a' } })
  uid = binding.uid
  webhookUrl = binding.webhookUrl
  await farm.call('PATCH', '/settings', {
    allow: [{ host: 'nas.private.example' }],
    outboundProxy: 'http://me:proxy-password@proxy.private.example:8080',
  })
})
afterAll(() => farm.stop())

test('diagnostics say how the farm does', async () => {
  const { json, headers } = await farm.call('GET', '/diagnostics')
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="bindery-diagnostics-[\d-]+\.json"$/)
  expect(json.versions.bindery).toBe((await farm.call('GET', '/status')).json.version)
  expect(json.settings).toMatchObject({ allow: 1, outboundProxy: true, locale: 'en-US' })
  expect(json.counts).toMatchObject({ sources: { http: 2 }, policies: { ttl: 2 }, needSecret: 0, subscriptions: 0 })
  const { pagination } = (await farm.call('GET', '/templates')).json
  expect(json.counts.templates).toBe(pagination.total)
  expect(json.failures).toContainEqual({
    at: expect.any(String),
    code: 'BLOCKED_URL',
    stage: expect.any(String),
    trigger: expect.any(String),
    binding: expect.stringMatching(/^[0-9a-f]{8}$/),
  })
  expect(json.secrets).toEqual({ backend: 'file', available: true })
})

test('and nothing that is private', async () => {
  const text = (await farm.call('GET', '/diagnostics')).bytes.toString()
  const token = webhookUrl.split('/').at(-1) ?? ''
  const hosts = ['10.1.2.3', 'private', 'me:', farm.dataDir, homedir() === '/' ? '\0' : homedir()]
  for (const word of ['very-secret', TEST_KEY, uid, token, ...hosts]) expect(text).not.toContain(word)
})

test('storage says how much is kept', async () => {
  const { json } = await farm.call('GET', '/storage')
  expect(json.databaseBytes).toBeGreaterThan(10_000)
  expect(json).toMatchObject({ pictureBytes: expect.any(Number), pictureLimitBytes: 5_000_000_000 })
})

test('both want the key', async () => {
  for (const path of ['/diagnostics', '/storage']) problemOf(await farm.raw('GET', path), 401, 'missing-authorization')
})
