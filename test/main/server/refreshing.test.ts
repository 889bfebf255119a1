import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { type Handler, type SeenRequest, sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

let farm: TestFarm
let source: TestServer
let answer: Handler
let templateId: string
const clock = shiftedClock()

beforeAll(async () => {
  source = await startServer((request, response) => answer(request, response))
  farm = await startTestFarm({ now: clock.now, random: () => 0 })
  templateId = await farm.template('<body>{{title}}</body>')
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
})
beforeEach(() => {
  source.seen.length = 0
  answer = sendJson({ name: 'one' })
})
// What one test made must not come due in another.
afterEach(async () => {
  const { bindings } = (await farm.call('GET', '/bindings?limit=100')).json
  await Promise.all(bindings.map(({ uid }: { uid: string }) => farm.call('DELETE', `/bindings/${uid}`)))
})

const http = (path = '/') => ({ type: 'http', url: `${source.url}${path}` })
const make = (more: object = {}) =>
  farm.binding({
    templateId,
    dataSource: http(),
    mapping: { title: 'name' },
    refreshPolicy: { type: 'ttl', ttlSeconds: 300 },
    ...more,
  })
const get = async (uid: string) => (await farm.call('GET', `/bindings/${uid}`)).json.binding
const refresh = async (uid: string) => (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
const runsOf = async (uid: string, query = '') => (await farm.call('GET', `/bindings/${uid}/runs?${query}`)).json.runs
const put = async (uid: string, body: object) => (await farm.call('PUT', `/bindings/${uid}`, body)).json.binding
/** Waits until nothing of the binding is under way, and gives its last run. */
const settle = (uid: string, count: number) =>
  until(async () => {
    const runs = await runsOf(uid)
    return runs.reduce((sum: number, run: { count: number }) => sum + run.count, 0) >= count && runs[0]
  })
/** A handler that answers when `release` is called. */
function held(value: unknown) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const handler = async (request: SeenRequest, response: ServerResponse) => {
    await promise
    await sendJson(value)(request, response)
  }
  return { handler, release: resolve }
}

/** A handler that knows a tag of what it answers. */
const tagged =
  (value: unknown): Handler =>
  (request, response) => {
    const known = request.headers['if-none-match'] === '"v1"'
    if (known) response.writeHead(304, { etag: '"v1"' }).end()
    else return sendJson(value, { etag: '"v1"' })(request, response)
  }

describe('a run', () => {
  test('says all that happened', async () => {
    const { uid } = await make({ mapping: { title: 'name', note: 'not.there' } })
    const [run] = await runsOf(uid)
    expect(run).toMatchObject({
      bindingUid: uid,
      trigger: 'manual',
      outcome: 'rendered',
      missing: ['note'],
      changed: ['title'],
      bytes: 14,
      error: null,
      count: 1,
    })
    expect(run.id).toMatch(/^run_/)
    expect(Object.keys(run.phases)).toEqual(['queue', 'fetch', 'map', 'compose', 'render', 'store'])
    for (const phase of ['fetch', 'map', 'compose', 'render', 'store'])
      expect(run.phases[phase], phase).toBeGreaterThan(0)
    const picture = await farm.raw('GET', run.imageUrl)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(Date.parse(run.finishedAt)).toBeGreaterThanOrEqual(Date.parse(run.startedAt))
  })

  test('of equal data draws nothing and does not even map; in a row they fold', async () => {
    const { uid } = await make()
    for (let i = 0; i < 3; i++) {
      const run = await refresh(uid)
      expect(run).toMatchObject({ outcome: 'unchanged', changed: [], imageUrl: null, count: i + 1 })
      expect(run.phases).toMatchObject({ map: 0, compose: 0, render: 0 })
    }
    expect(
      (await runsOf(uid)).map(({ outcome, count }: { outcome: string; count: number }) => [outcome, count]),
    ).toEqual([
      ['unchanged', 3],
      ['rendered', 1],
    ])
    expect(source.seen).toHaveLength(4)
  })

  test.each([
    ['etag', 'if-none-match', ['"v1"', '"v2"']],
    ['last-modified', 'if-modified-since', ['Mon, 01 Jan 2024 00:00:00 GMT', 'Tue, 02 Jan 2024 00:00:00 GMT']],
  ] as const)(
    'of equal data under another %s says what was read, and sends that one from then on',
    async (name, asked, [first, second]) => {
      let value: string = first
      answer = (request, response) => sendJson({ name: 'one' }, { [name]: value })(request, response)
      const { uid } = await make()
      value = second
      for (let i = 0; i < 2; i++) expect(await refresh(uid)).toMatchObject({ outcome: 'unchanged', bytes: 14 })
      expect(source.seen.map(({ headers }) => headers[asked])).toEqual([undefined, first, second])
    },
  )

  test('of other data but the same variables draws nothing', async () => {
    const { uid } = await make()
    answer = sendJson({ name: 'one', other: 2 })
    const run = await refresh(uid)
    expect(run).toMatchObject({ outcome: 'unchanged', changed: [] })
    expect(run.phases).toMatchObject({ compose: 0, render: 0 })
    expect(run.phases.map).toBeGreaterThan(0)
  })

  test('after a 304 maps nothing; validators go out under every policy', async () => {
    answer = tagged({ name: 'tagged' })
    for (const type of ['ttl', 'etag', 'webhook', 'manual']) {
      const { uid } = await make({ refreshPolicy: { type } })
      const run = await refresh(uid)
      expect(run).toMatchObject({ outcome: 'not_modified', bytes: 0, imageUrl: null, error: null })
      expect(run.phases).toMatchObject({ map: 0, compose: 0, render: 0 })
      expect((await get(uid)).status).toBe('active')
    }
  })

  test('is listed by outcome and page, with its details', async () => {
    const { uid } = await make()
    await refresh(uid)
    expect(await runsOf(uid, 'outcome=rendered')).toHaveLength(1)
    expect(await runsOf(uid, 'limit=1&page=2')).toMatchObject([{ outcome: 'rendered' }])
    expect((await farm.call('GET', `/bindings/${uid}/runs?outcome=none`)).status).toBe(400)
    expect((await farm.call('GET', `/bindings/${uid}/runs?limit=101`)).status).toBe(400)
    const [{ id }] = await runsOf(uid)
    const other = await make()
    expect((await farm.call('GET', `/bindings/${other.uid}/runs/${id}`)).status).toBe(404)
    expect((await farm.call('GET', `/bindings/${uid}/runs/${id}`)).json).toMatchObject({
      run: { id },
      details: {
        request: { method: 'GET' },
        response: { status: 200, bodyStart: '{"name":"one"}' },
        variables: null,
        variablesCut: [],
        console: [],
        failedRequests: [],
      },
    })
  })

  test('says whether the whole page was drawn, or its values alone', async () => {
    const html = '<!doctype html><body style="background:#fff"><h1>{{title}}</h1></body>'
    const { uid } = await make({ templateId: await farm.template(html) })
    const ways = []
    for (let n = 0; n < 8; n++) {
      answer = sendJson({ name: `value ${n}` })
      const { id } = await refresh(uid)
      ways.push((await farm.call('GET', `/bindings/${uid}/runs/${id}`)).json.details.drawn)
    }
    expect([ways[0], ways.at(-1)]).toEqual(['whole', 'values'])
  })

  test('without wait is answered at once', async () => {
    const { uid, renderUrl } = await make()
    const { status, json } = await farm.call('POST', `/bindings/${uid}/refresh`)
    expect([status, json]).toEqual([202, { status: 'refreshing', runId: expect.stringMatching(/^run_/), renderUrl }])
    await until(async () => (await runsOf(uid)).some(({ id }: { id: string }) => id === json.runId))
  })

  test('is one at a time: asks that come meanwhile join it', async () => {
    const { uid } = await make()
    const { handler, release } = held({ name: 'slow' })
    answer = handler
    const asks = Array.from({ length: 5 }, () => refresh(uid))
    await until(() => source.seen.length === 2)
    release()
    const ids = (await Promise.all(asks)).map(({ id }) => id)
    expect(new Set(ids).size).toBe(1)
    expect(source.seen).toHaveLength(2)
  })

  test('the run that creation began is joined too', async () => {
    const { json } = await farm.call('POST', '/bindings', {
      templateId,
      dataSource: http('/fresh'),
      mapping: { title: 'name' },
    })
    const runs = await Promise.all([1, 2, 3].map(() => refresh(json.binding.uid)))
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
    expect(runs[0].outcome).toBe('rendered')
    expect(source.seen).toHaveLength(1)
  })
})

describe('the schedule', () => {
  test('asks again when the ttl has passed, not before', async () => {
    const { uid, nextRefreshAt, lastRefreshAt } = await make()
    expect(Date.parse(nextRefreshAt as string) - Date.parse(lastRefreshAt as string)).toBe(300_000)
    clock.pass(200_000)
    await farm.raw('GET', `/b/${uid}.png`)
    expect(source.seen).toHaveLength(1)
    clock.pass(105_000)
    await farm.raw('GET', `/b/${uid}.png`)
    expect(['schedule', 'request']).toContain((await settle(uid, 2)).trigger)
    expect(source.seen).toHaveLength(2)
  })

  test('has those that fall due together share one fetch, while whoever asks by hand has their own', async () => {
    const [one, two, byHand] = [await make(), await make(), await make({ refreshPolicy: { type: 'manual' } })]
    source.seen.length = 0
    const { handler, release } = held({ name: 'two' })
    answer = handler
    clock.pass(305_000)
    await until(() => source.seen.length === 1)
    const asked = refresh(byHand.uid)
    await until(() => source.seen.length === 2)
    release()
    for (const { uid } of [one, two]) expect((await settle(uid, 2)).outcome).toBe('rendered')
    expect((await asked).outcome).toBe('rendered')
    expect(source.seen).toHaveLength(2)
  })

  test('leaves manual and webhook bindings alone', async () => {
    for (const type of ['manual', 'webhook']) {
      const { uid, nextRefreshAt } = await make({ refreshPolicy: { type } })
      expect(nextRefreshAt).toBeNull()
      clock.pass(10 * 604_800_000)
      await farm.raw('GET', `/b/${uid}.png`)
      expect(await runsOf(uid)).toHaveLength(1)
    }
  })
})

describe('editing', () => {
  test.each([
    ['the mapping', { mapping: { title: 'other' } }],
    ['the defaults', { defaults: { title: 'none' }, mapping: {} }],
    ['the output', { outputConfig: { width: 33 } }],
  ])('%s redraws from the kept data without asking the source', async (_, change) => {
    answer = sendJson({ name: 'one', other: 'two' })
    const { uid } = await make()
    const before = await get(uid)
    await put(uid, change)
    expect(await settle(uid, 2)).toMatchObject({ outcome: 'rendered', trigger: 'edit' })
    expect(source.seen).toHaveLength(1)
    const after = await get(uid)
    for (const member of ['lastRefreshAt', 'nextRefreshAt', 'recentRuns']) {
      expect([member, after[member]]).toEqual([member, before[member]])
    }
  })

  test('the template redraws every binding of it', async () => {
    const own = await farm.template('<body>{{title}}</body>')
    const bindings = await Promise.all([1, 2].map(() => make({ templateId: own })))
    const fed = await make({ templateId: own, dataSource: { type: 'webhook' }, refreshPolicy: { type: 'webhook' } })
    await farm.raw('POST', fed.webhookUrl, { body: '{"name":"sent"}' })
    await settle(fed.uid, 1)
    bindings.push(fed)
    await farm.call('PUT', `/templates/${own}`, { html: '<body><b>{{title}}</b></body>' })
    for (const { uid } of bindings)
      expect(await settle(uid, 2)).toMatchObject({ outcome: 'rendered', trigger: 'edit', changed: [] })
    expect(source.seen).toHaveLength(2)
  })

  test('the source asks it; a renaming asks nothing', async () => {
    const { uid } = await make()
    await put(uid, { name: 'Other' })
    expect(source.seen).toHaveLength(1)
    answer = sendJson({ name: 'two' })
    await put(uid, { dataSource: http('/two') })
    expect(await settle(uid, 2)).toMatchObject({ outcome: 'rendered', trigger: 'edit', changed: ['title'] })
    expect(source.seen.map(({ url }) => url)).toEqual(['/', '/two'])
  })

  test('the source takes equal data of the new one for its own: what is drawn of it next asks nobody', async () => {
    const { uid } = await make()
    await put(uid, { dataSource: http('/two') })
    await settle(uid, 2)
    expect((await farm.call('GET', `/bindings/${uid}/data`)).json.isCurrent).toBe(true)
    await put(uid, { outputConfig: { width: 33 } })
    expect(await settle(uid, 3)).toMatchObject({ outcome: 'rendered', trigger: 'edit' })
    expect(source.seen.map(({ url }) => url)).toEqual(['/', '/two'])
  })

  test('while a fetch is in flight ends in the picture of the new definition, and nothing of the old is kept', async () => {
    const { uid } = await make()
    const { handler, release } = held({ name: 'old answer', other: 'x' })
    answer = handler
    const asked = farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
    await until(() => source.seen.length === 2)
    answer = sendJson({ name: 'new answer', other: 'y' })
    await put(uid, { dataSource: http('/new') })
    expect((await asked).json.run.outcome).toBe('cancelled')
    const run = await settle(uid, 3)
    release()
    expect(run).toMatchObject({ outcome: 'rendered', trigger: 'edit', error: null })
    const details = (await farm.call('GET', `/bindings/${uid}/runs/${run.id}`)).json.details
    expect(details.response.bodyStart).toContain('new answer')
    expect((await refresh(uid)).outcome).toBe('unchanged')
  })

  test('a name while a fetch is in flight costs nobody the refresh', async () => {
    const { uid } = await make()
    const { handler, release } = held({ name: 'late' })
    answer = handler
    const asked = refresh(uid)
    await until(() => source.seen.length === 2)
    await put(uid, { name: 'Renamed' })
    release()
    expect(await asked).toMatchObject({ outcome: 'rendered', changed: ['title'] })
    expect((await get(uid)).name).toBe('Renamed')
  })
})

describe('pausing', () => {
  test('ends what runs, refuses what asks, and nothing is due; resuming is a first trigger', async () => {
    const { uid, webhookUrl } = await make()
    const { handler, release } = held({ name: 'never' })
    answer = handler
    const asked = refresh(uid)
    await until(() => source.seen.length === 2)
    const paused = await farm.call('POST', `/bindings/${uid}/pause`)
    expect(paused.json.binding).toMatchObject({ status: 'paused', nextRefreshAt: null })
    expect((await asked).outcome).toBe('cancelled')
    release()
    for (const [method, path] of [
      ['POST', `/bindings/${uid}/refresh`],
      ['POST', webhookUrl],
    ] as const) {
      const refused = await farm.call(method, path)
      expect([refused.status, refused.json.code]).toEqual([409, 'CONFLICT'])
    }
    clock.pass(3_600_000)
    await farm.raw('GET', `/b/${uid}.png`)
    await put(uid, { mapping: { title: 'name' } })
    await farm.call('PUT', `/templates/${templateId}`, { description: 'saved' })
    expect(source.seen).toHaveLength(2)

    answer = sendJson({ name: 'resumed' })
    const resumed = await farm.call('POST', `/bindings/${uid}/resume`)
    expect(resumed.json.binding).toMatchObject({ status: 'active', failureCount: 0, lastError: null })
    expect(await settle(uid, 3)).toMatchObject({ outcome: 'rendered', trigger: 'manual' })
  })

  test('an edit meanwhile is drawn from the data that the source calls not modified', async () => {
    answer = tagged({ name: 'one', other: 'two' })
    const { uid } = await make()
    await farm.call('POST', `/bindings/${uid}/pause`)
    await put(uid, { mapping: { title: 'other' } })
    await farm.call('POST', `/bindings/${uid}/resume`)
    expect(await settle(uid, 2)).toMatchObject({ outcome: 'rendered', bytes: 0, changed: ['title'] })
  })

  test('resuming a manual one is a trigger too, and it waits again after that', async () => {
    const { uid } = await make({ refreshPolicy: { type: 'manual' } })
    await farm.call('POST', `/bindings/${uid}/pause`)
    await farm.call('POST', `/bindings/${uid}/resume`)
    expect(await settle(uid, 2)).toMatchObject({ trigger: 'manual' })
    expect((await get(uid)).nextRefreshAt).toBeNull()
  })
})

describe('failing', () => {
  test('backs off: 30 s, 60 s, 120 s …, the next success makes it active', async () => {
    const { uid } = await make()
    answer = sendJson({ message: 'no' }, {}, 500)
    for (const [count, seconds] of [
      [1, 30],
      [2, 60],
      [3, 120],
      [4, 240],
      [5, 300],
      [6, 300],
    ] as const) {
      expect(await refresh(uid)).toMatchObject({
        outcome: 'failed',
        error: { code: 'URL_FETCH_FAILED', stage: 'status', retriable: true },
      })
      const { status, failureCount, lastError, nextRefreshAt } = await get(uid)
      expect([status, failureCount]).toEqual(['error', count])
      const wait = (Date.parse(nextRefreshAt) - Date.parse(lastError.at)) / 1000
      expect(wait).toBeGreaterThanOrEqual(seconds * 0.9)
      expect(wait).toBeLessThanOrEqual(seconds * 1.1)
      expect(lastError).toMatchObject({ code: 'URL_FETCH_FAILED', stage: 'status', upstreamStatus: 500 })
    }
    answer = sendJson({ name: 'well again' })
    const asked = source.seen.length
    await farm.raw('GET', `/b/${uid}.png`)
    expect(source.seen).toHaveLength(asked)
    clock.pass(300_000)
    await farm.raw('GET', `/b/${uid}.png`)
    await until(async () => (await get(uid)).status === 'active')
    expect(await get(uid)).toMatchObject({ failureCount: 0, lastError: null, recentRuns: { total: 5, failed: 4 } })
    const { bindings } = (await farm.call('GET', `/bindings?uids=${uid}`)).json
    expect(bindings[0].recentRuns).toEqual({ total: 5, failed: 4 })
  })

  test('obeys Retry-After, and waits for it at most a day', async () => {
    const { uid } = await make()
    for (const [header, seconds] of [
      ['7200', 7200],
      ['9999999', 86_400],
      ['1', 27],
    ] as const) {
      answer = sendJson({}, { 'retry-after': header }, 429)
      await refresh(uid)
      const { lastError, nextRefreshAt } = await get(uid)
      expect((Date.parse(nextRefreshAt) - Date.parse(lastError.at)) / 1000).toBeGreaterThanOrEqual(seconds)
      expect((Date.parse(nextRefreshAt) - Date.parse(lastError.at)) / 1000).toBeLessThanOrEqual(
        Math.max(seconds * 1.01, 120),
      )
    }
  })

  test('an edit of the policy leaves it waiting as long as its source asked for', async () => {
    const { uid } = await make()
    answer = sendJson({}, { 'retry-after': '7200' }, 429)
    await refresh(uid)
    const { nextRefreshAt } = await get(uid)
    const asked = source.seen.length
    const refreshPolicy = { type: 'etag', ttlSeconds: 60, onError: 'serve_error' }
    expect(await put(uid, { refreshPolicy })).toMatchObject({ status: 'error', nextRefreshAt })
    // The redraw that the edit asks for is over.
    await settle(uid, 3)
    expect(source.seen).toHaveLength(asked)
    expect(await get(uid)).toMatchObject({ status: 'error', failureCount: 1, nextRefreshAt })
  })

  test('a manual binding fails once and waits to be asked', async () => {
    const { uid } = await make({ refreshPolicy: { type: 'manual' } })
    answer = sendJson({}, {}, 404)
    await refresh(uid)
    expect(await get(uid)).toMatchObject({ status: 'error', nextRefreshAt: null, failureCount: 1 })
  })

  test('in composing keeps the data that was read, so that the mended template draws it unasked', async () => {
    const own = await farm.template('<body>{{title}}</body>', {
      variableDefinitions: [{ name: 'title', validation: { maxLength: 5 } }],
    })
    const { uid } = await make({ templateId: own })
    answer = sendJson({ name: 'far too long' })
    expect(await refresh(uid)).toMatchObject({
      outcome: 'failed',
      error: { stage: 'compose', code: 'VARIABLE_INVALID' },
    })
    expect((await get(uid)).status).toBe('error')
    await farm.call('PUT', `/templates/${own}`, {
      variableDefinitions: [{ name: 'title', validation: { maxLength: 50 } }],
    })
    expect(await settle(uid, 3)).toMatchObject({ outcome: 'rendered', trigger: 'edit' })
    expect(await get(uid)).toMatchObject({ status: 'active', lastError: null, failureCount: 0 })
    expect(source.seen).toHaveLength(2)
  })

  test('a template that grows too large for a binding fails its drawing, not the edits of what else it has', async () => {
    const own = await farm.template('<body>{{title}}</body>', { width: 100, height: 50 })
    const { uid, renderUrl } = await make({ templateId: own, outputConfig: { deviceScaleFactor: 3 } })
    await settle(uid, 1)
    const picture = await farm.raw('GET', renderUrl)
    await farm.call('PUT', `/templates/${own}`, { width: 4000, height: 4000 })
    expect(await settle(uid, 2)).toMatchObject({
      trigger: 'edit',
      outcome: 'failed',
      error: { code: 'VALIDATION_ERROR', stage: 'render', message: expect.stringContaining('144 megapixels') },
    })
    expect((await farm.raw('GET', renderUrl)).bytes).toEqual(picture.bytes)
    expect((await farm.call('POST', `/bindings/${uid}/test`)).json).toMatchObject({
      ok: false,
      image: null,
      error: { code: 'VALIDATION_ERROR', stage: 'render' },
    })
    expect(await put(uid, { name: 'renamed' })).toMatchObject({ name: 'renamed' })
    expect((await farm.call('PUT', `/bindings/${uid}`, { outputConfig: { deviceScaleFactor: 2.5 } })).status).toBe(400)
    await put(uid, { outputConfig: { width: 100, height: 50 } })
    await until(async () => (await get(uid)).status === 'active')
  })

  test('a redraw while the source fails shows the new picture and leaves the failure as it is', async () => {
    const { uid, renderUrl } = await make()
    answer = sendJson({}, {}, 500)
    await refresh(uid)
    const before = await get(uid)
    const picture = await farm.raw('GET', renderUrl)
    await put(uid, { mapping: {}, defaults: { title: 'by default' } })
    await settle(uid, 3)
    const { status, lastError, nextRefreshAt } = await get(uid)
    expect({ status, lastError, nextRefreshAt }).toEqual({
      status: 'error',
      lastError: before.lastError,
      nextRefreshAt: before.nextRefreshAt,
    })
    expect((await farm.raw('GET', renderUrl)).headers.get('etag')).not.toBe(picture.headers.get('etag'))
  })

  test('a template deleted by force sets its bindings to error', async () => {
    const own = await farm.template('<body>x</body>')
    const { uid, renderUrl } = await make({ templateId: own })
    await farm.call('DELETE', `/templates/${own}?force=true`)
    expect(await get(uid)).toMatchObject({ status: 'error', lastError: { code: 'TEMPLATE_NOT_FOUND' } })
    expect((await farm.raw('GET', renderUrl)).headers.get('x-bindery-state')).toBe('stale')
    expect((await farm.call('POST', `/bindings/${uid}/test`)).json.code).toBe('TEMPLATE_NOT_FOUND')
    await put(uid, { templateId })
    await until(async () => (await get(uid)).status === 'active')
  })
})

test('a change of settings that has nothing to do with it leaves a fetch that is on its way alone', async () => {
  const { handler, release } = held({ name: 'late' })
  answer = handler
  const definition = { templateId, dataSource: http(), mapping: { title: 'name' } }
  const dryRun = farm.call('POST', '/bindings/test', definition)
  await until(() => source.seen.length === 1)
  await farm.call('PATCH', '/settings', { runsPerBinding: 400 })
  release()
  expect((await dryRun).json).toMatchObject({ ok: true, error: null })
})

test('a source that does not answer holds up its own bindings, and no others', async () => {
  const dead = await startServer(() => {})
  const templateId = await farm.template('<p>{{x}}</p>')
  const made: string[] = []
  const make = async (url: string) => {
    const definition = { templateId, dataSource: { type: 'http', url }, mapping: { x: 'x' } }
    const { json } = await farm.call('POST', '/bindings', { ...definition, refreshPolicy: { type: 'manual' } })
    made.push(json.binding.uid)
    return json.binding.uid as string
  }
  for (let i = 0; i < 45; i++) await make(`${dead.url}/${i}`)
  await until(() => dead.seen.length >= 6)
  const uid = await make(`${source.url}/lively`)
  await until(async () => (await farm.call('GET', `/bindings/${uid}/runs`)).json.runs[0]?.outcome === 'rendered')
  // Those that were asked have 10 s each, six at a time: the last ones are not even begun.
  expect(dead.seen.length).toBeLessThan(45)
  for (const each of made) await farm.call('DELETE', `/bindings/${each}`)
  await dead.stop()
})

test('over restarts nothing is missed and nothing is done twice', async () => {
  const dataDir = tempDir()
  const start = () => startTestFarm({ dataDir, now: clock.now, random: () => 0 })
  const runsIn = async (of: TestFarm, uid: string) => (await of.call('GET', `/bindings/${uid}/runs`)).json.runs
  const first = await start()
  const own = await first.template('<body>{{title}}</body>')
  const everyMinutes = (minutes: number) =>
    first.binding({
      templateId: own,
      dataSource: http(),
      mapping: { title: 'name' },
      refreshPolicy: { ttlSeconds: minutes * 60 },
    })
  const [soon, late] = [await everyMinutes(10), await everyMinutes(1440)]
  clock.pass(601_000)
  const { handler, release } = held({ name: 'cut off' })
  answer = handler
  await first.raw('GET', soon.renderUrl)
  await until(() => source.seen.length === 3)
  await first.stop()
  release()

  answer = sendJson({ name: 'after' })
  const second = await start()
  try {
    await until(async () => (await runsIn(second, soon.uid)).length === 3)
    expect((await runsIn(second, soon.uid)).map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'rendered',
      'cancelled',
      'rendered',
    ])
    expect(await runsIn(second, late.uid)).toHaveLength(1)
    expect(source.seen).toHaveLength(4)
    expect((await second.raw('GET', `/b/${late.uid}.png`)).headers.get('x-bindery-state')).toBe('fresh')
  } finally {
    await second.stop()
  }
})

test('after a restart equal data draws nothing, though the browser starts anew', async () => {
  const dataDir = tempDir()
  const first = await startTestFarm({ dataDir, now: clock.now })
  const own = await first.template('<body>{{title}}</body>')
  const { uid } = await first.binding({ templateId: own, dataSource: http(), mapping: { title: 'name' } })
  await first.stop()
  clock.pass(400_000)
  const second = await startTestFarm({ dataDir, now: clock.now })
  try {
    const [run] = await until(async () => {
      const { runs } = (await second.call('GET', `/bindings/${uid}/runs`)).json
      return runs.length > 1 && runs
    })
    expect(run).toMatchObject({ outcome: 'unchanged', phases: { map: 0, render: 0 } })
  } finally {
    await second.stop()
  }
})

test('a binding whose source was refused says which address it was, and for what', async () => {
  const { uid } = await make({ dataSource: { type: 'http', url: 'http://10.1.2.3:8080/x' } })
  expect((await get(uid)).lastError).toMatchObject({
    code: 'BLOCKED_URL',
    blocked: { host: '10.1.2.3', port: 8080, purpose: 'data', allowable: true },
  })
})
