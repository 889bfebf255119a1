import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { type Contract, readContract } from '../../helpers/contract.ts'
import { type Answer, startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'

let farm: TestFarm
let contract: Contract
let source: TestServer
let templateId: string
const clock = shiftedClock()

beforeAll(async () => {
  source = await startServer(sendJson({ name: 'data' }))
  farm = await startTestFarm({ now: clock.now })
  contract = await readContract(farm)
  templateId = await farm.template('<body>{{title}} {{note}}</body>', { name: 'Card' })
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
})

/** Calls, and holds the answer to the published document. */
async function call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer> {
  const answer = await farm.call(method, path, body, headers)
  contract.check(method, path, answer)
  return answer
}

const staticSource = { type: 'static', data: { name: 'Ada' } }
const minimal = () => ({ templateId, dataSource: staticSource, mapping: { title: 'name' } })
const created = async (more: object = {}) => (await call('POST', '/bindings', { ...minimal(), ...more })).json.binding
const get = async (uid: string) => (await call('GET', `/bindings/${uid}`)).json.binding
const fieldsOf = ({ json }: Answer): Record<string, string> =>
  Object.fromEntries(json.errors.map(({ field, code }: { field: string; code: string }) => [field, code]))

describe('creating', () => {
  test('three members are enough; the rest has its defaults', async () => {
    const { status, json, headers } = await call('POST', '/bindings', {
      templateId,
      dataSource: { type: 'http', url: source.url },
      mapping: { title: 'name' },
    })
    expect(status).toBe(201)
    const { binding } = json
    expect(binding).toMatchObject({
      name: 'Card',
      templateId,
      dataSource: { type: 'http', url: source.url, method: 'GET', headers: {}, credentials: null },
      mapping: { title: 'name' },
      defaults: {},
      refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' },
      outputConfig: { format: 'png', quality: 80, deviceScaleFactor: 1 },
      status: 'active',
      needs_secret: false,
      lastRefreshAt: null,
      lastRenderedAt: null,
      lastError: null,
      failureCount: 0,
      recentRuns: { total: 0, failed: 0 },
    })
    expect(binding.uid).toMatch(/^bind_[\w-]{22}$/)
    expect(binding.renderUrl).toBe(`${farm.farm.url}/b/${binding.uid}.png`)
    expect(binding.webhookUrl).toMatch(new RegExp(`^${farm.farm.url}/webhooks/[\\w-]{22}$`))
    expect(binding.webhookUrl).not.toContain(binding.uid.slice(5))
    expect(headers.get('etag')).toMatch(/^"[^"]+"$/)
    const first = await until(async () => (await get(binding.uid)).lastRenderedAt)
    expect(Date.parse(first)).toBeGreaterThanOrEqual(Date.parse(binding.createdAt))
  })

  test('all that is missing is named at once', async () => {
    const answer = await call('POST', '/bindings', {})
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer)).toEqual({ templateId: 'required', dataSource: 'required', mapping: 'required' })
    expect(fieldsOf(await call('POST', '/bindings', { templateId, mapping: {}, dataSource: {} }))).toEqual({
      'dataSource.type': 'required',
    })
    expect(
      fieldsOf(await call('POST', '/bindings', { templateId, mapping: {}, dataSource: { type: 'http' } })),
    ).toEqual({
      'dataSource.url': 'required',
    })
  })

  test.each([
    [{ refreshPolicy: { ttlSeconds: 59 } }, 'refreshPolicy.ttlSeconds', 'out_of_range'],
    [{ refreshPolicy: { ttlSeconds: 604_801 } }, 'refreshPolicy.ttlSeconds', 'out_of_range'],
    [{ refreshPolicy: { ttlSeconds: '300' } }, 'refreshPolicy.ttlSeconds', 'invalid_type'],
    [{ refreshPolicy: { type: 'often' } }, 'refreshPolicy.type', 'unknown_value'],
    [{ refreshPolicy: { onError: 'panic' } }, 'refreshPolicy.onError', 'unknown_value'],
    [{ outputConfig: { format: 'gif' } }, 'outputConfig.format', 'unknown_value'],
    [{ outputConfig: { quality: 0 } }, 'outputConfig.quality', 'out_of_range'],
    [{ outputConfig: { width: 4001 } }, 'outputConfig.width', 'out_of_range'],
    [{ outputConfig: { height: 0 } }, 'outputConfig.height', 'out_of_range'],
    [{ outputConfig: { deviceScaleFactor: 3.5 } }, 'outputConfig.deviceScaleFactor', 'out_of_range'],
    [{ outputConfig: { width: 4000, height: 4000, deviceScaleFactor: 3 } }, 'outputConfig', 'out_of_range'],
    [{ mapping: { title: 'a..b' } }, 'mapping.title', 'invalid_format'],
    [{ mapping: { title: '$..[' } }, 'mapping.title', 'invalid_format'],
    [{ mapping: { title: 7 } }, 'mapping.title', 'invalid_type'],
    [{ dataSource: { type: 'ftp' } }, 'dataSource.type', 'unknown_value'],
    [{ dataSource: { type: 'http', url: 'ftp://x.test/' } }, 'dataSource.url', 'invalid_format'],
    [{ dataSource: { type: 'http', url: 'https://x.test/', method: 'PATCH' } }, 'dataSource.method', 'unknown_value'],
    [
      { dataSource: { type: 'http', url: 'https://x.test/', headers: { a: 'b\nc' } } },
      'dataSource.headers.a',
      'invalid_format',
    ],
    [
      { dataSource: { type: 'http', url: 'https://x.test/', credentials: { type: 'bearer_token' } } },
      'dataSource.credentials.value',
      'required',
    ],
    [{ dataSource: { type: 'static' } }, 'dataSource.data', 'required'],
    [{ name: '' }, 'name', 'required'],
  ])('%j is refused at %s as %s', async (more, field, code) => {
    const answer = await call('POST', '/bindings', { ...minimal(), ...more })
    expect(answer.status).toBe(400)
    expect(fieldsOf(answer)).toMatchObject({ [field]: code })
  })

  test('a type that there is not is told with those that there are', async () => {
    const { json } = await call('POST', '/bindings', {
      ...minimal(),
      dataSource: { type: 'https', url: 'https://x.test/' },
    })
    expect(json.detail).toBe('dataSource.type: Invalid option: expected one of "http"|"webhook"|"static".')
  })

  test.each([
    [{ dataSource: { type: 'http', url: '' } }, 'dataSource.url: Required.'],
    [{ name: 'n'.repeat(201) }, 'name: At most 200 characters.'],
    [{ refreshPolicy: { ttlSeconds: 59 } }, 'refreshPolicy.ttlSeconds: At least 60.'],
    [{ outputConfig: { width: 4001 } }, 'outputConfig.width: At most 4000.'],
  ])('what is empty, too long or out of range is told in plain words (%#)', async (more, detail) => {
    expect((await call('POST', '/bindings', { ...minimal(), ...more })).json.detail).toBe(detail)
  })

  test('a bad path says in which column', async () => {
    const { json } = await call('POST', '/bindings', { ...minimal(), mapping: { title: 'items[x]' } })
    expect(json.errors).toEqual([
      { field: 'mapping.title', code: 'invalid_format', message: expect.stringContaining('column 7'), column: 7 },
    ])
  })

  test('a template that is not there is 404 template-not-found; unknown members are ignored', async () => {
    const answer = await call('POST', '/bindings', { ...minimal(), templateId: 'tmpl_none' })
    expect([answer.status, answer.json.code]).toEqual([404, 'TEMPLATE_NOT_FOUND'])
    expect((await call('POST', '/bindings', { ...minimal(), whatever: 1 })).status).toBe(201)
  })
})

describe('PUT', () => {
  test('replaces each member that is given whole, and leaves the others', async () => {
    const before = await created({
      name: 'Mine',
      defaults: { title: 'a', note: 'b' },
      mapping: { title: 'name', note: 'x' },
      refreshPolicy: { type: 'ttl', ttlSeconds: 600, onError: 'serve_error' },
      outputConfig: { format: 'jpeg', quality: 50, width: 50 },
    })
    const { json, status } = await call('PUT', `/bindings/${before.uid}`, {
      defaults: { note: 'c' },
      refreshPolicy: { type: 'manual' },
      outputConfig: { width: 60 },
    })
    expect(status).toBe(200)
    expect(json.binding).toMatchObject({
      name: 'Mine',
      mapping: { title: 'name', note: 'x' },
      dataSource: staticSource,
      refreshPolicy: { type: 'manual', ttlSeconds: 300, onError: 'serve_stale' },
      outputConfig: { format: 'png', quality: 80, width: 60 },
    })
    expect(json.binding.defaults).toEqual({ note: 'c' })
    expect(json.binding.outputConfig.height).toBeUndefined()
    expect(json.binding.createdAt).toBe(before.createdAt)
  })

  test('the path of the render URL never changes, whatever the format', async () => {
    const before = await created({ outputConfig: { format: 'jpeg' } })
    expect(before.renderUrl).toMatch(/\.jpg$/)
    const { json } = await call('PUT', `/bindings/${before.uid}`, { outputConfig: { format: 'webp' } })
    expect(json.binding.renderUrl).toBe(before.renderUrl)
  })

  test('what was answered can be sent back as it is', async () => {
    const { binding } = (
      await call('POST', '/bindings', {
        ...minimal(),
        dataSource: {
          type: 'http',
          url: source.url,
          headers: { Cookie: 'c' },
          credentials: { type: 'custom_header', name: 'X-A', value: 'v' },
        },
      })
    ).json
    const { status, json } = await call('PUT', `/bindings/${binding.uid}`, binding)
    expect(status).toBe(200)
    expect(json.binding.dataSource).toEqual(binding.dataSource)
    const moved = await call('PUT', `/bindings/${binding.uid}`, {
      dataSource: { ...binding.dataSource, url: 'http://127.0.0.1:1/' },
    })
    expect(moved.json.binding).toMatchObject({
      needs_secret: true,
      dataSource: { credentials: { type: 'custom_header', set: false, name: 'X-A' } },
    })
    expect((await call('PUT', `/bindings/${binding.uid}`, moved.json.binding)).status).toBe(200)
  })

  test('status takes active and paused, and nothing else', async () => {
    const { uid } = await created()
    expect((await call('PUT', `/bindings/${uid}`, { status: 'paused' })).json.binding.status).toBe('paused')
    expect((await call('PUT', `/bindings/${uid}`, { status: 'active' })).json.binding.status).toBe('active')
    expect(fieldsOf(await call('PUT', `/bindings/${uid}`, { status: 'error' }))).toEqual({ status: 'unknown_value' })
  })
})

describe('the entity tag', () => {
  test('stays when the binding is refreshed, changes when it is edited, and guards a PUT', async () => {
    const { uid } = await created()
    const tagOf = async () => (await call('GET', `/bindings/${uid}`)).headers.get('etag') ?? ''
    const first = await tagOf()
    await call('POST', `/bindings/${uid}/refresh?wait=true`)
    expect(await tagOf()).toBe(first)

    const put = (ifMatch: string) => call('PUT', `/bindings/${uid}`, { name: 'New' }, { 'if-match': ifMatch })
    const edited = await put(first)
    expect(edited.status).toBe(200)
    expect(edited.headers.get('etag')).toBe(await tagOf())
    expect(await tagOf()).not.toBe(first)

    const late = await put(first)
    expect(late.status).toBe(412)
    expect(late.json).toMatchObject({ code: 'PRECONDITION_FAILED', binding: { uid, name: 'New' } })
    expect(late.headers.get('etag')).toBe(await tagOf())
    expect((await put(`"other", ${await tagOf()}`)).status).toBe(200)
    expect((await put(`W/${await tagOf()}`)).status).toBe(412)
    expect((await put('*')).status).toBe(200)
    expect((await call('PUT', `/bindings/${uid}`, { name: 'Last' })).json.binding.name).toBe('Last')
  })

  test('changes with the webhook URL, so that an edit of the old state does not undo it', async () => {
    const { uid, webhookUrl } = await created()
    const { headers } = await call('GET', `/bindings/${uid}`)
    const rotated = await call('POST', `/bindings/${uid}/webhook-url`)
    expect(rotated.json.webhookUrl).not.toBe(webhookUrl)
    expect(rotated.headers.get('etag')).not.toBe(headers.get('etag'))
    const renames = [1, 2, 3].map((i) => call('PUT', `/bindings/${uid}`, { name: `n${i}` }))
    const [again] = await Promise.all([call('POST', `/bindings/${uid}/webhook-url`), ...renames])
    expect((await get(uid)).webhookUrl).toBe(again?.json.webhookUrl)
  })
})

describe('the list', () => {
  let own: string
  beforeAll(async () => {
    own = await farm.template('<body>{{title}}</body>')
    for (let i = 0; i < 5; i++) await farm.binding({ ...minimal(), templateId: own, name: `n${i}` })
    const { bindings } = (await call('GET', `/bindings?templateId=${own}`)).json
    await call('POST', `/bindings/${bindings[1].uid}/pause`)
  })
  const names = async (query: string) =>
    (await call('GET', `/bindings?templateId=${own}&${query}`)).json.bindings.map(({ name }: { name: string }) => name)

  test('is newest first, in pages', async () => {
    expect(await names('')).toEqual(['n4', 'n3', 'n2', 'n1', 'n0'])
    expect(await names('limit=2&page=2')).toEqual(['n2', 'n1'])
    expect((await call('GET', `/bindings?templateId=${own}&limit=2&page=2`)).json.pagination).toEqual({
      page: 2,
      limit: 2,
      total: 5,
      totalPages: 3,
      hasNext: true,
      hasPrev: true,
    })
    expect((await call('GET', `/bindings?templateId=${own}&page=9`)).json).toMatchObject({
      bindings: [],
      pagination: { page: 9, limit: 20, total: 5, totalPages: 1, hasNext: false, hasPrev: true },
    })
    expect((await call('GET', '/bindings?templateId=none')).json.pagination).toMatchObject({
      total: 0,
      totalPages: 0,
      hasNext: false,
    })
  })

  test('filters by status and template', async () => {
    expect(await names('status=paused')).toEqual(['n3'])
    expect(await names('status=active')).toEqual(['n4', 'n2', 'n1', 'n0'])
    expect(await names('status=error')).toEqual([])
  })

  test('gives those of some uids that are there, however many pages away', async () => {
    const all = (await call('GET', `/bindings?templateId=${own}`)).json.bindings as { uid: string; name: string }[]
    const uidOf = (name: string) => all.find((each) => each.name === name)?.uid
    expect(await names(`uids=${uidOf('n1')},bind_gone,${uidOf('n3')}`)).toEqual(['n3', 'n1'])
    expect(await names('uids=')).toEqual([])
    const tooMany = await call('GET', `/bindings?uids=${Array.from({ length: 101 }, (_, i) => `bind_${i}`).join(',')}`)
    expect(tooMany.status).toBe(400)
    expect(fieldsOf(tooMany)).toEqual({ uids: 'too_long' })
  })

  test.each(['limit=0', 'limit=101', 'limit=x', 'page=0', 'page=1.5', 'status=on'])('%s is refused', async (query) => {
    const answer = await call('GET', `/bindings?${query}`)
    expect(answer.status).toBe(400)
    expect(Object.keys(fieldsOf(answer))).toEqual([query.split('=')[0]])
  })
})

describe('deleting and restoring', () => {
  test('a deleted binding is gone from everything, and comes back as it was', async () => {
    const binding = await farm.binding(minimal())
    const { uid } = binding
    expect((await call('DELETE', `/bindings/${uid}`)).json).toEqual({ deleted: true, uid })
    for (const [method, path] of [
      ['GET', ''],
      ['PUT', ''],
      ['DELETE', ''],
      ['POST', '/refresh'],
      ['POST', '/pause'],
      ['GET', '/runs'],
      ['POST', '/test'],
      ['POST', '/webhook-url'],
    ] as const) {
      const answer = await call(method, `/bindings/${uid}${path}`, method === 'PUT' ? {} : undefined)
      expect([method, path, answer.status, answer.json.code]).toEqual([method, path, 404, 'BINDING_NOT_FOUND'])
    }
    expect((await farm.raw('GET', binding.renderUrl)).status).toBe(410)
    expect((await farm.raw('POST', binding.webhookUrl)).status).toBe(404)
    expect(
      (await call('GET', '/bindings?limit=100')).json.bindings.map((each: { uid: string }) => each.uid),
    ).not.toContain(uid)

    clock.pass(29 * 24 * 3_600_000)
    const back = await call('POST', `/bindings/${uid}/restore`)
    expect(back.json.binding).toMatchObject({
      uid,
      renderUrl: binding.renderUrl,
      webhookUrl: binding.webhookUrl,
      status: 'active',
    })
    expect((await farm.raw('GET', binding.renderUrl)).status).toBe(200)
    const { runs } = await until(async () => {
      const { json } = await call('GET', `/bindings/${uid}/runs`)
      return json.pagination.total > 1 && json
    })
    expect(runs[0]).toMatchObject({ outcome: 'unchanged', trigger: 'manual' })
    const again = await call('POST', `/bindings/${uid}/restore`)
    expect([again.status, again.json.code]).toEqual([409, 'CONFLICT'])
  })

  test('after 30 days it is too late', async () => {
    const { uid } = await created()
    await call('DELETE', `/bindings/${uid}`)
    clock.pass(31 * 24 * 3_600_000)
    expect((await call('POST', `/bindings/${uid}/restore`)).status).toBe(404)
  })

  test('a paused one comes back paused', async () => {
    const { uid } = await farm.binding(minimal())
    await call('POST', `/bindings/${uid}/pause`)
    await call('DELETE', `/bindings/${uid}`)
    expect((await call('POST', `/bindings/${uid}/restore`)).json.binding).toMatchObject({
      status: 'paused',
      nextRefreshAt: null,
    })
  })
})

test('what is not there is 404, on every path', async () => {
  for (const [method, path] of [
    ['GET', ''],
    ['PUT', ''],
    ['DELETE', ''],
    ['POST', '/restore'],
    ['POST', '/refresh'],
    ['POST', '/resume'],
    ['GET', '/runs'],
    ['POST', '/test'],
    ['POST', '/webhook-secret'],
  ] as const) {
    const answer = await call(method, `/bindings/bind_none${path}`, method === 'PUT' ? {} : undefined)
    expect([method, path, answer.status, answer.json.code]).toEqual([method, path, 404, 'BINDING_NOT_FOUND'])
  }
})
