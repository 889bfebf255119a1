import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../../helpers/clock.ts'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { restSample } from '../../helpers/rest-sample.ts'

const SECRETS = ['very-secret-token', 'header-secret', 'query-secret', 'login-secret']

let from: TestFarm
let to: TestFarm
let server: TestServer
let templateId: string
let uid: string
beforeAll(async () => {
  server = await startServer(sendJson({ a: 1 }))
  from = await underContract(await startTestFarm())
  to = await underContract(await startTestFarm())
  await restSample(to)
  templateId = await from.template('<img src="https://cdn.example/x.png">{{a}}', { name: 'Card' })
  uid = (await from.binding(definition())).uid
})
afterAll(async () => {
  await Promise.all([from.stop(), to.stop()])
  await server.stop()
})

const definition = (more: object = {}) => ({
  name: 'Secretive',
  templateId,
  dataSource: {
    type: 'http',
    url: `${server.url}/?page=2&keyword=cats&api_key=query-secret`,
    method: 'POST',
    headers: { 'X-Api-Key': 'header-secret', 'X-Echo': 'is very-secret-token' },
    body: { echo: ['very-secret-token'] },
    credentials: { type: 'bearer_token', value: 'very-secret-token' },
  },
  mapping: { a: 'a' },
  refreshPolicy: { type: 'manual' },
  ...more,
})
const exported = async (farm: TestFarm, query = '') => (await farm.call('GET', `/export${query}`)).json
const imported = async (farm: TestFarm, file: unknown, query = '') =>
  (await farm.call('POST', `/import${query}`, file)).json
const get = async (farm: TestFarm, path: string) => (await farm.call('GET', path)).json
/** No run waits or is under way. */
const isAtRest = async ({ farm }: TestFarm) =>
  (await farm.status()).queueDepth === 0 && !(await farm.latestNews()).some(({ type }) => type === 'run.started')
const totals = async (farm: TestFarm) => [
  (await get(farm, '/templates')).pagination.total,
  (await get(farm, '/bindings')).pagination.total,
]

describe('an export', () => {
  test('is one file of definitions, without state or secrets', async () => {
    const answer = await from.call('GET', '/export')
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="bindery-\d{4}-\d\d-\d\d\.json"$/)
    const { bindery, templates, bindings } = answer.json
    expect([bindery, templates.length, bindings.length]).toEqual([1, ...(await totals(from))])
    const binding = bindings.find((each: { uid: string }) => each.uid === uid)
    expect(Object.keys(binding).sort()).toEqual(
      ['dataSource', 'defaults', 'mapping', 'name', 'outputConfig', 'refreshPolicy', 'templateId', 'uid'].sort(),
    )
    expect(binding.dataSource).toEqual({
      type: 'http',
      url: `${server.url}/?page=2&keyword=cats&api_key=`,
      method: 'POST',
      headers: { 'X-Api-Key': { set: false }, 'X-Echo': 'is ***' },
      body: { echo: ['***'] },
      credentials: { type: 'bearer_token', set: false },
    })
    const text = answer.bytes.toString()
    for (const secret of SECRETS) expect(text).not.toContain(secret)
    const { webhookUrl } = (await get(from, `/bindings/${uid}`)).binding
    expect(text).not.toContain(webhookUrl.split('/').at(-1))
  })

  test('of a key in the query, or a login in the URL, says that one is wanted', async () => {
    const url = (rest: string) => ({ dataSource: { type: 'http', url: rest } })
    const query = await from.binding(definition(url(`${server.url}/?b=1&access_token=query-secret`)))
    const login = await from.binding(definition(url(server.url.replace('//', '//me:login-secret@'))))
    const { bindings } = await exported(from, `?bindings=${query.uid},${login.uid}`)
    expect(bindings.map((each: { dataSource: object }) => each.dataSource)).toMatchObject([
      { url: `${server.url}/?b=1`, credentials: { type: 'api_key', set: false, query: 'access_token' } },
      { url: `${server.url}/`, credentials: { type: 'basic_auth', set: false, username: 'me' } },
    ])
    for (const secret of SECRETS) expect(JSON.stringify(bindings)).not.toContain(secret)
    for (const each of [query, login]) await from.call('DELETE', `/bindings/${each.uid}`)
  })

  test('of a choice brings the templates that the bindings use', async () => {
    const other = await from.template('x', { name: 'Other' })
    const of = async (query: string) => {
      const { templates, bindings } = await exported(from, query)
      const uids = (all: { uid: string }[]) => all.map((each) => each.uid)
      return [uids(templates), uids(bindings)]
    }
    expect(await of(`?bindings=${uid}`)).toEqual([[templateId], [uid]])
    expect(await of(`?templates=${other}`)).toEqual([[other], []])
    expect(await of(`?templates=${other}&bindings=${uid}`)).toEqual([[templateId, other], [uid]])
    problemOf(await from.call('GET', '/export?bindings=bind_none'), 404, 'binding-not-found')
    problemOf(await from.call('GET', '/export?templates=tmpl_none'), 404, 'template-not-found')
    problemOf(await from.raw('GET', '/export'), 401, 'missing-authorization')
  })
})

describe('an import', () => {
  test('is told before it is done, and done once', async () => {
    const file = await exported(from, `?bindings=${uid}`)
    const before = await totals(to)
    const plan = {
      templates: [
        {
          uid: templateId,
          name: 'Card',
          action: 'create',
          localUid: templateId,
          hosts: ['cdn.example'],
          runsScripts: false,
        },
      ],
      bindings: [
        { uid, name: 'Secretive', action: 'create', localUid: uid, needsSecret: true, host: new URL(server.url).host },
      ],
    }
    expect(await imported(to, file, '?dryRun=true')).toEqual({ plan, result: null })
    expect(await totals(to)).toEqual(before)

    expect(await imported(to, file)).toEqual({ plan, result: { templates: 1, bindings: 1 } })
    const { binding } = await get(to, `/bindings/${uid}`)
    expect(binding).toMatchObject({ name: 'Secretive', templateId, needs_secret: true, mapping: { a: 'a' } })
    await until(async () => (await get(to, `/bindings/${uid}`)).binding.lastError?.code === 'NEEDS_SECRET')

    const again = await imported(to, file)
    expect(again.result).toEqual({ templates: 0, bindings: 0 })
    expect([again.plan.templates[0].action, again.plan.bindings[0].action]).toEqual(['same', 'same'])
  })

  test('of a whole farm into another makes no second set of starters, and itself nothing at all', async () => {
    const file = await exported(from)
    const own = await imported(from, file)
    expect(own.result).toEqual({ templates: 0, bindings: 0 })
    const { plan, result } = await imported(to, file)
    const starters = plan.templates.filter((each: { uid: string; localUid: string }) => each.uid !== each.localUid)
    expect(starters.length).toBeGreaterThan(2)
    expect(starters.every((each: { action: string }) => each.action === 'same')).toBe(true)
    expect(result.bindings).toBe(0)
    expect(JSON.stringify(await imported(to, file))).toContain('"result":{"templates":0,"bindings":0}')
  })

  test('makes a copy where another has the uid, binds to it, and does not make it twice', async () => {
    const file = await exported(from, `?bindings=${uid}`)
    file.templates[0].html = 'changed {{a}}'
    const { plan, result } = await imported(to, file)
    expect(result).toEqual({ templates: 1, bindings: 1 })
    const [template, binding] = [plan.templates[0], plan.bindings[0]]
    expect([template.action, binding.action]).toEqual(['copy', 'copy'])
    expect((await get(to, `/bindings/${binding.localUid}`)).binding.templateId).toBe(template.localUid)
    expect((await get(to, `/templates/${template.localUid}`)).template.html).toBe('changed {{a}}')
    expect((await get(to, `/bindings/${uid}`)).binding.templateId).toBe(templateId)
    const again = await imported(to, file)
    expect(again.result).toEqual({ templates: 0, bindings: 0 })
    expect(again.plan.bindings[0].localUid).toBe(binding.localUid)
    expect(
      (await imported(to, { ...file, templates: [{ ...file.templates[0], html: 'third' }] }, '?dryRun=true')).plan
        .templates[0],
    ).toMatchObject({ action: 'copy', localUid: null })
  })

  test('brings back under its uid what was deleted', async () => {
    const own = await from.binding(definition({ dataSource: { type: 'static', data: { a: 1 } } }))
    // The path of the render URL is that of the first format.
    await from.call('PUT', `/bindings/${own.uid}`, { outputConfig: { format: 'webp' } })
    const file = await exported(from, `?bindings=${own.uid}`)
    await from.call('DELETE', `/bindings/${own.uid}`)
    expect((await imported(from, file)).plan.bindings[0]).toMatchObject({ action: 'create', localUid: own.uid })
    await until(async () => (await get(from, `/bindings/${own.uid}`)).binding.image)
    expect((await get(from, `/bindings/${own.uid}`)).binding.renderUrl).toBe(own.renderUrl)
  })

  test('takes in no secret, whatever the file says', async () => {
    const file = await exported(from, `?bindings=${uid}`)
    file.bindings[0] = { ...file.bindings[0], ...definition(), uid: 'bind_handmade' }
    expect((await imported(to, file)).plan.bindings[0].needsSecret).toBe(true)
    const { dataSource } = (await get(to, '/bindings/bind_handmade')).binding
    expect(dataSource.credentials).toEqual({ type: 'bearer_token', set: false })
    expect(dataSource.headers['X-Api-Key']).toEqual({ set: false })
  })

  test('keeps members that Bindery does not know, and none of its own state', async () => {
    const file = {
      bindery: 1,
      templates: [{ uid: 'tmpl_a', html: 'x', team: { id: 7 }, createdAt: 'never' }],
      bindings: [
        {
          ...{ uid: 'bind_a', templateId: 'tmpl_a', dataSource: { type: 'static', data: {} }, mapping: {} },
          ...{ status: 'paused', renderUrl: 'http://evil.example', folder: 'f' },
        },
      ],
    }
    expect((await imported(to, file)).result).toEqual({ templates: 1, bindings: 1 })
    const { templates, bindings } = await exported(to, '?bindings=bind_a')
    expect(templates[0]).toMatchObject({ team: { id: 7 } })
    expect(templates[0].createdAt).toBeUndefined()
    expect(bindings[0]).toMatchObject({ folder: 'f' })
    const { binding } = await get(to, '/bindings/bind_a')
    expect([binding.status, new URL(binding.renderUrl).host]).toEqual(['active', new URL(to.farm.url).host])
  })

  test('with anything wrong stores nothing, and names every place', async () => {
    // What was imported before draws its pictures, with events of its own.
    await until(() => isAtRest(to))
    const before = [await totals(to), await to.farm.events.lastSeq()]
    const source = { dataSource: { type: 'static', data: {} }, mapping: {} }
    const file = {
      bindery: 1,
      templates: [
        { uid: 'tmpl_good', html: 'x' },
        { uid: 'tmpl_bad', html: '\n {{nope 1}}' },
        { uid: 'tmpl_good', html: 'y' },
        { uid: 'tmpl_large', html: 'z', width: 4000, height: 4000 },
      ],
      bindings: [
        { uid: 'bind_b', templateId: 'tmpl_none', ...source },
        { uid: 'bind_c', templateId: 'tmpl_bad', ...source },
        { uid: 'bind_d', templateId: 'tmpl_large', ...source, outputConfig: { deviceScaleFactor: 3 } },
      ],
    }
    const { errors } = problemOf(await to.call('POST', '/import', file), 400, 'validation-error')
    expect(errors.map(({ field, code }: { field: string; code: string }) => [field, code])).toEqual([
      ['templates[2].uid', 'unknown_value'],
      ['templates[1].html', 'invalid_format'],
      ['bindings[0].templateId', 'unknown_value'],
      ['bindings[2].outputConfig', 'out_of_range'],
    ])
    expect(errors[1].message).toContain('line 2, column 4')
    expect([await totals(to), await to.farm.events.lastSeq()]).toEqual(before)
  })

  test.each([
    [{}, 'bindery', 'required'],
    [{ bindery: 2 }, 'bindery', 'unknown_value'],
    [{ bindery: 1, templates: [{ uid: '../x', html: 'x' }] }, 'templates[0].uid', 'invalid_format'],
    [{ bindery: 1, bindings: [{ uid: 'b' }] }, 'bindings[0].templateId', 'required'],
    [{ bindery: 1, bindings: {} }, 'bindings', 'invalid_type'],
  ])('refuses %j', async (file, field, code) => {
    const { errors } = problemOf(await to.call('POST', '/import', file), 400, 'validation-error')
    expect(errors).toContainEqual({ field, code, message: expect.any(String) })
  })
})
