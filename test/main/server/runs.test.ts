import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { startServer, type TestServer } from '../../helpers/http-server.ts'

const HOUR = 3_600_000
const clock = shiftedClock()
let farm: TestFarm
let server: TestServer
let data: unknown = { a: 1 }
let hasTags = false
let uid: string
let failing: string
beforeAll(async () => {
  server = await startServer(({ headers }, response) => {
    const body = JSON.stringify(data)
    const etag = `"${body.length}"`
    if (headers['if-none-match'] === etag) return void response.writeHead(304).end()
    response.writeHead(200, { 'content-type': 'application/json', ...(hasTags && { etag }) }).end(body)
  })
  farm = await underContract(await startTestFarm({ now: clock.now }))
  for (const { uid } of (await farm.call('GET', '/bindings')).json.bindings) {
    await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
    await farm.call('DELETE', `/bindings/${uid}`)
  }
  const templateId = await farm.template('<body>{{a}}{{json b}}</body>')
  const policy = { refreshPolicy: { type: 'manual' } }
  const dataSource = {
    type: 'http',
    url: server.url,
    credentials: { type: 'bearer_token', value: 'very-secret-token' },
  }
  const mapping = { a: 'a', b: 'b' }
  uid = (await farm.binding({ name: 'Good', templateId, dataSource, mapping, ...policy })).uid
  const gone = { type: 'http', url: 'http://10.0.0.1/' }
  failing = (await farm.binding({ name: 'Bad', templateId, dataSource: gone, mapping, ...policy })).uid
})
afterAll(async () => {
  await farm.stop()
  await server.stop()
})

const refresh = async (of = uid) => (await farm.call('POST', `/bindings/${of}/refresh?wait=true`)).json.run
const list = async (query = '') => (await farm.call('GET', `/runs${query}`)).json
const stats = async (query = '') => (await farm.call('GET', `/runs/stats${query}`)).json

describe('the runs of all bindings', () => {
  test('come newest first, each with the name of its binding', async () => {
    const second = await refresh(failing)
    const third = await refresh()
    const { runs, pagination } = await list('?limit=2')
    expect(runs).toEqual([
      { ...third, bindingName: 'Good' },
      { ...second, bindingName: 'Bad' },
    ])
    expect(pagination).toMatchObject({ page: 1, limit: 2, hasNext: true })
    const rest = await list('?limit=2&page=2')
    expect(rest.runs.map(({ id }: { id: string }) => id)).not.toContain(second.id)
  })

  test('are filtered by binding, outcome and trigger', async () => {
    const of = await list(`?bindingUid=${failing}`)
    expect(new Set(of.runs.map((run: { bindingUid: string }) => run.bindingUid))).toEqual(new Set([failing]))
    expect(of.pagination.total).toBe(of.runs.length)
    const failed = await list('?outcome=failed&trigger=manual')
    expect(failed.runs.length).toBeGreaterThan(0)
    expect(failed.runs.every((run: { outcome: string }) => run.outcome === 'failed')).toBe(true)
    expect((await list('?trigger=webhook')).pagination.total).toBe(0)
    expect((await list('?bindingUid=bind_none')).runs).toEqual([])
  })

  test.each([
    ['outcome=good', 'outcome'],
    ['trigger=me', 'trigger'],
    ['limit=101', 'limit'],
  ])('%s is refused', async (query, field) => {
    const answer = await farm.call('GET', `/runs?${query}`)
    expect(problemOf(answer, 400, 'validation-error').errors[0].field).toBe(field)
  })
})

describe('the figures of the last hours', () => {
  test('count every run, those too whose records are folded into one', async () => {
    const before = await stats()
    for (let i = 0; i < 3; i++) await refresh()
    data = { a: 2 }
    expect((await refresh()).outcome).toBe('rendered')
    await refresh(failing)
    const after = await stats()
    expect([after.runs - before.runs, after.failed - before.failed]).toEqual([5, 1])
    expect(after.byHour).toHaveLength(24)
    const sum = (member: string) => after.byHour.reduce((total: number, each: never) => total + each[member], 0)
    expect(sum('rendered') + sum('unchanged') + sum('failed')).toBe(after.runs)
    expect(after.successRate).toBeCloseTo((after.runs - after.failed) / after.runs)
    expect(after.p50Ms).toBeGreaterThan(0)
    expect(after.p95Ms).toBeGreaterThanOrEqual(after.p50Ms)
    expect(after.rendersPerHour).toBeGreaterThan(0)
  })

  test('count a 304 as the success that it is', async () => {
    hasTags = true
    await refresh()
    const before = await stats()
    expect((await refresh()).outcome).toBe('not_modified')
    hasTags = false
    const after = await stats()
    expect([after.runs - before.runs, after.failed - before.failed]).toEqual([1, 0])
  })

  test('of a binding are summed up in its mean time', async () => {
    const { runs } = (await farm.call('GET', `/bindings/${failing}/runs?limit=100`)).json
    const times = runs.map(({ phases }: { phases: Record<string, number> }) => {
      return Object.values(phases).reduce((sum, ms) => sum + ms, 0) - (phases.queue ?? 0)
    })
    const [first, ...rest] = times.reverse()
    const mean = rest.reduce((before: number, ms: number) => before + (ms - before) / 5, first)
    const { averageMs } = (await farm.call('GET', `/bindings/${failing}`)).json.binding
    expect(rest.length).toBeGreaterThan(0)
    expect(averageMs).toBeCloseTo(mean, 0)
  })

  test('of one binding, and of a window', async () => {
    expect(await stats(`?bindingUid=${failing}`)).toMatchObject({ successRate: 0, p50Ms: null, rendersPerHour: 0 })
    const now = clock.now()
    clock.pass(2 * HOUR)
    const { byHour, runs, successRate, p50Ms } = await stats('?hours=2')
    expect(byHour).toHaveLength(2)
    expect(Date.parse(byHour[1].hour)).toBe(Math.floor((now + 2 * HOUR) / HOUR) * HOUR)
    expect({ runs, successRate, p50Ms }).toEqual({ runs: 0, successRate: null, p50Ms: null })
    expect((await stats('?hours=3')).runs).toBeGreaterThan(0)
  })

  test.each(['hours=0', 'hours=169', 'hours=x'])('%s is refused', async (query) => {
    problemOf(await farm.call('GET', `/runs/stats?${query}`), 400, 'validation-error')
  })
})

describe('a run', () => {
  const look = async (id: string) => (await farm.call('GET', `/bindings/${uid}/runs/${id}`)).json

  test('shows what the template was given, masked and cut, and the picture before it', async () => {
    data = { a: 'Bearer very-secret-token!', b: { long: 'x'.repeat(5000), key: 'very-secret-token' } }
    const before = await refresh()
    const { details, previous } = await look(before.id)
    expect(details.variables.a).toBe('Bearer •••!')
    expect(details.variables.b).toMatch(/^\{"long":"x+…$/)
    expect(details.variables.b.length).toBeLessThan(2100)
    expect(details.variablesCut).toEqual(['b'])
    expect(previous.imageUrl).not.toBe(before.imageUrl)
    expect((await farm.raw('GET', previous.imageUrl)).status).toBe(200)

    data = { a: 'next' }
    const after = await refresh()
    expect((await look(after.id)).previous).toEqual({
      runId: before.id,
      imageUrl: before.imageUrl,
      variables: details.variables,
      variablesCut: ['b'],
    })
    const idle = await refresh()
    expect((await look(idle.id)).previous).toMatchObject({ imageUrl: after.imageUrl, variables: { a: 'next' } })
    expect((await look(idle.id)).details.variables).toBeNull()
  })

  test('says which address the gate refused, of its source and of what its page loads', async () => {
    const refused = (port: number, purpose: string) => ({ host: '10.0.0.1', port, purpose, allowable: true })
    const { id } = await refresh(failing)
    const { details } = (await farm.call('GET', `/bindings/${failing}/runs/${id}`)).json
    expect(details.blocked).toEqual(refused(80, 'data'))

    const templateId = await farm.template('<img src="http://10.0.0.1:81/a.png"><img src="https://10.0.0.1/b.png">')
    const of = await farm.binding({ templateId, dataSource: { type: 'static', data: {} }, mapping: {} })
    const look = async () => {
      const [run] = (await farm.call('GET', `/bindings/${of.uid}/runs`)).json.runs
      return (await farm.call('GET', `/bindings/${of.uid}/runs/${run.id}`)).json.details.failedRequests
    }
    const sorted = (await look()).map(({ blocked }: { blocked: unknown }) => blocked)
    expect(sorted).toHaveLength(2)
    expect(sorted).toEqual(expect.arrayContaining([refused(81, 'pages'), refused(443, 'pages')]))
  })

  test('a request that fails once its host is allowed was not blocked', async () => {
    const missing = await startServer((_, response) => void response.writeHead(404).end())
    const { port } = missing
    const templateId = await farm.template(`<img src="http://localhost:${port}/a.png">{{a}}`)
    const of = await farm.binding({ templateId, dataSource: { type: 'static', data: {} }, mapping: {} })
    const failed = async (index: number) => {
      const run = (await farm.call('GET', `/bindings/${of.uid}/runs`)).json.runs.at(index)
      return (await farm.call('GET', `/bindings/${of.uid}/runs/${run.id}`)).json.details.failedRequests
    }
    expect(await failed(0)).toMatchObject([{ blocked: { host: 'localhost', port } }])
    await farm.call('PATCH', '/settings', { allow: [{ host: `localhost:${port}`, for: ['pages'] }] })
    await farm.call('PUT', `/bindings/${of.uid}`, { defaults: { a: 'other' } })
    await until(async () => (await farm.call('GET', `/bindings/${of.uid}/runs`)).json.pagination.total === 2)
    expect(await failed(0)).toEqual([{ url: `http://localhost:${port}/a.png`, reason: 'The host answered 404' }])
    await missing.stop()
  })

  test('many variables are kept up to a size', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `v${index}`)
    const html = names.map((name) => `{{${name}}}`).join('')
    const templateId = await farm.template(html)
    const of = await farm.binding({
      templateId,
      dataSource: { type: 'static', data: Object.fromEntries(names.map((name) => [name, 'y'.repeat(1900)])) },
      mapping: Object.fromEntries(names.map((name) => [name, name])),
    })
    const { runs } = (await farm.call('GET', `/bindings/${of.uid}/runs`)).json
    const { details } = (await farm.call('GET', `/bindings/${of.uid}/runs/${runs[0].id}`)).json
    expect(JSON.stringify(details.variables).length).toBeLessThan(9_000)
    expect(Object.keys(details.variables)).toEqual(names)
    expect(details.variablesCut.length).toBeGreaterThan(10)
  })
})
