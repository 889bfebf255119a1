import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { problemOf } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'

const DAY_MS = 24 * 3_600_000
let farm: TestFarm
let dataDir: string
let clock = Date.parse('2026-05-01T12:00:00Z')
let count = 0
const newKey = () => `key-${++count}`

const start = async () => {
  farm = await startTestFarm({ dataDir, now: () => clock })
}
const post = (path: string, body: unknown, key: string, headers: Record<string, string> = {}) =>
  farm.call('POST', path, body, { 'idempotency-key': key, ...headers })
const templates = async () => (await farm.call('GET', '/templates?limit=100')).json.pagination.total

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  await start()
})
afterAll(async () => {
  await farm.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

describe('the same bytes', () => {
  test('get the first answer, to the byte, and nothing is done twice', async () => {
    const key = newKey()
    const before = await templates()
    const first = await post('/templates', { name: 'Once', html: '<p>{{a}}</p>' }, key)
    const second = await post('/templates', { name: 'Once', html: '<p>{{a}}</p>' }, key)
    expect(first.status).toBe(200)
    expect(second.status).toBe(200)
    expect(second.bytes).toEqual(first.bytes)
    for (const name of ['content-type', 'etag']) expect(second.headers.get(name)).toBe(first.headers.get(name))
    expect(second.headers.get('idempotency-replayed')).toBe('true')
    expect(first.headers.get('idempotency-replayed')).toBeNull()
    expect(await templates()).toBe(before + 1)
  })

  test('under /v1 ask for the same', async () => {
    const key = newKey()
    const first = await post('/templates', { html: 'x' }, key)
    expect((await post('/v1/templates', { html: 'x' }, key)).bytes).toEqual(first.bytes)
  })

  test('with another key, at another path, or by another method are another request', async () => {
    const key = newKey()
    const first = await post('/templates', { html: 'x' }, key)
    expect((await post('/templates', { html: 'x' }, newKey())).json.template.uid).not.toBe(first.json.template.uid)
    problemOf(await post('/bindings', { html: 'x' }, key), 400, 'validation-error')
    const put = (html: string) =>
      farm.call('PUT', `/templates/${first.json.template.uid}`, { html }, { 'idempotency-key': key })
    expect((await put('one')).json.template.html).toBe('one')
    expect((await put('two')).json.template.html).toBe('two')
  })

  test('a twin in flight waits for the first', async () => {
    const key = newKey()
    const before = await templates()
    const body = JSON.stringify({ name: 'Twins', html: 'x' })
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/templates', body, key)))
    expect(new Set(answers.map(({ bytes }) => bytes.toString())).size).toBe(1)
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1)
    expect(await templates()).toBe(before + 1)
  })

  test('of a webhook call count as well', async () => {
    const templateId = await farm.template('x')
    const definition = { templateId, dataSource: { type: 'webhook' }, mapping: {} }
    const { webhookUrl } = (await farm.call('POST', '/bindings', definition)).json.binding
    const headers = { 'idempotency-key': newKey() }
    const first = await farm.raw('POST', webhookUrl, { body: '{"a":1}', headers })
    expect(first.status).toBe(202)
    expect((await farm.raw('POST', webhookUrl, { body: '{"a":1}', headers })).bytes).toEqual(first.bytes)
    problemOf(await farm.raw('POST', webhookUrl, { body: '{"a":2}', headers }), 409, 'conflict')
  })
})

describe('other bytes', () => {
  test('are a conflict, also while the first is in flight', async () => {
    const key = newKey()
    const [first, second] = await Promise.all([
      post('/templates', { html: 'x' }, key),
      post('/templates', { html: 'y' }, key),
    ])
    expect([first.status, second.status].sort()).toEqual([200, 409])
    problemOf(await post('/templates', { html: 'z' }, key), 409, 'conflict')
  })

  test('are those that mean the same but are written otherwise, and another query', async () => {
    const key = newKey()
    await post('/templates', '{"html":"x"}', key)
    problemOf(await post('/templates', '{ "html": "x" }', key), 409, 'conflict')
    problemOf(await post('/templates?more=1', '{"html":"x"}', key), 409, 'conflict')
    const asked = newKey()
    await post('/templates?more=1', '{"html":"x"}', asked)
    problemOf(await post('/templates?more=2', '{"html":"x"}', asked), 409, 'conflict')
  })

  test.each([
    ['a body that is not valid', { html: 5 }, 400],
    ['a body that is no JSON', '{"html"', 400],
    ['a body that is not UTF-8', Buffer.from('{"html":"\xff"}', 'latin1'), 400],
    ['a template with a fault', { html: '{{#if}}' }, 422],
  ])('do not get past a 4xx that was kept: %s', async (_, body, status) => {
    const key = newKey()
    const first = await post('/templates', body, key)
    expect(first.status).toBe(status)
    const again = await post('/templates', body, key)
    expect([again.status, again.bytes.toString()]).toEqual([status, first.bytes.toString()])
    expect(again.headers.get('content-type')).toBe('application/problem+json')
    problemOf(await post('/templates', { html: 'good' }, key), 409, 'conflict')
  })
})

describe('what is not kept', () => {
  test('a 5xx: the same request is carried out once it can be', async () => {
    const key = newKey()
    const body = { html: '<body>x</body>', width: 10, height: 10 }
    const other = await startTestFarm({ dataDir: mkdtempSync(join(tmpdir(), 'bindery-test-')) })
    const ask = () => other.call('POST', '/templates/preview', body, { 'idempotency-key': key })
    try {
      const { render } = other.farm.renderer
      let calls = 0
      other.farm.renderer.render = async (...given) => {
        // The sample binding is drawn meanwhile; it is not the one that is to fail.
        if (given[0].width === body.width && calls++ === 0) throw new Error('The disk is on fire')
        return render(...given)
      }
      problemOf(await ask(), 500, 'render-failed')
      expect((await ask()).status).toBe(200)
    } finally {
      await other.stop()
      rmSync(other.dataDir, { recursive: true, force: true })
    }
  })

  test('a 429', async () => {
    const templateId = await farm.template('x')
    const definition = { templateId, dataSource: { type: 'webhook' }, mapping: {} }
    const { webhookUrl } = (await farm.call('POST', '/bindings', definition)).json.binding
    for (let i = 0; i < 60; i++) await farm.raw('POST', webhookUrl, { body: '{}' })
    const headers = { 'idempotency-key': newKey() }
    problemOf(await farm.raw('POST', webhookUrl, { body: '{}', headers }), 429, 'rate-limit-exceeded')
    clock += 61_000
    expect((await farm.raw('POST', webhookUrl, { body: '{}', headers })).status).toBe(202)
  })

  test('a request that may not be made at all', async () => {
    const key = newKey()
    const headers = { 'idempotency-key': key, 'content-type': 'application/json' }
    const answer = await farm.raw('POST', '/templates', { body: '{"html":"x"}', headers })
    problemOf(answer, 401, 'missing-authorization')
    expect((await post('/templates', '{"html":"x"}', key)).status).toBe(200)
  })
})

describe('what was made and never answered, as by a kill in between', () => {
  /** Claims are kept, and answers are not. */
  function loseAnswers(): () => void {
    const { idempotency } = farm.farm
    const { put } = idempotency
    idempotency.put = async (id, answer) => {
      if (answer.status !== 0) throw new Error('Killed')
      return put(id, answer)
    }
    return () => {
      idempotency.put = put
    }
  }

  test.each([
    ['templates', async () => ({ name: 'Cut off', html: '{{a}}' })],
    ['bindings', async () => ({ templateId: await farm.template('x'), dataSource: { type: 'webhook' }, mapping: {} })],
    ['webhook-subscriptions', async () => ({ event: 'binding.failed', targetUrl: 'http://127.0.0.1:9/' })],
  ])('is not made twice: %s', async (path, bodyOf) => {
    const key = newKey()
    const body = await bodyOf()
    const count = async () => (await farm.call('GET', `/${path}?limit=1`)).json.pagination.total
    const before = await count()
    const keepAnswers = loseAnswers()
    expect((await post(`/${path}`, body, key)).status).toBe(500)
    keepAnswers()
    expect(await count()).toBe(before + 1)
    problemOf(await post(`/${path}`, { ...body, other: 'bytes' }, key), 409, 'conflict')
    const again = await post(`/${path}`, body, key)
    expect(again.status).toBeLessThan(300)
    const { uid, secret } = again.json.template ?? again.json.binding ?? again.json.subscription
    expect((await farm.call('GET', `/${path}/${uid}`)).status).toBe(200)
    if (path === 'templates') expect(again.json.addedVariables).toHaveLength(1)
    if (path === 'webhook-subscriptions') expect(secret).toMatch(/^whsec_/)
    expect((await post(`/${path}`, body, key)).bytes).toEqual(again.bytes)
    expect(await count()).toBe(before + 1)
  })
})

test.each(['', 'x'.repeat(256)])('a key of %# is refused', async (key) => {
  problemOf(await post('/templates', { html: 'x' }, key), 400, 'validation-error')
})

test('answers survive a restart, and lie encrypted', async () => {
  const key = newKey()
  const templateId = await farm.template('x')
  const uid = (await farm.call('POST', '/bindings', { templateId, dataSource: { type: 'webhook' }, mapping: {} })).json
    .binding.uid
  const first = await post(`/bindings/${uid}/webhook-secret`, {}, key)
  const { secret } = first.json
  expect(secret).toMatch(/^whsec_/)
  await farm.stop()
  const files = readdirSync(dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  for (const { parentPath, name } of files) {
    expect([name, readFileSync(join(parentPath, name)).includes(secret)]).toEqual([name, false])
  }
  await start()
  const again = await post(`/bindings/${uid}/webhook-secret`, {}, key)
  expect(again.bytes).toEqual(first.bytes)
  problemOf(await post(`/bindings/${uid}/webhook-secret`, { other: 1 }, key), 409, 'conflict')
})

test('after 24 hours a key is free again', async () => {
  const key = newKey()
  const first = await post('/templates', { html: 'x' }, key)
  clock += DAY_MS - 1000
  expect((await post('/templates', { html: 'x' }, key)).bytes).toEqual(first.bytes)
  clock += 2000
  expect((await post('/templates', { html: 'y' }, key)).status).toBe(200)
  expect((await post('/templates', { html: 'y' }, key)).headers.get('idempotency-replayed')).toBe('true')
})
