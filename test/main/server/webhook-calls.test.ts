import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { openStream } from '../../helpers/event-stream.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer } from '../../helpers/http-server.ts'

const clock = shiftedClock()
let farm: TestFarm
let templateId: string
beforeAll(async () => {
  farm = await underContract(await startTestFarm({ now: clock.now }))
  templateId = await farm.template('<body>{{a}}</body>')
})
afterAll(() => farm.stop())
// Refusals of the test before count against no other.
beforeEach(() => clock.pass(61_000))

const definition = (more: object = {}) => ({
  templateId,
  dataSource: { type: 'webhook' },
  mapping: { a: 'a' },
  refreshPolicy: { type: 'manual' },
  ...more,
})
type Called = { uid: string; webhookUrl: string }
const post = (to: Called, body: string, headers = {}) => farm.raw('POST', to.webhookUrl, { body, headers })
const callsOf = async ({ uid }: Called, query = '?limit=100') =>
  (await farm.call('GET', `/bindings/${uid}/webhook-calls${query}`)).json
const newest = async (of: Called) => (await callsOf(of)).calls[0]
const dataOf = async ({ uid }: Called) => (await farm.call('GET', `/bindings/${uid}/data`)).json?.data
const replay = ({ uid }: Called, id: string) => farm.call('POST', `/bindings/${uid}/webhook-calls/${id}/replay`)

describe('what came in', () => {
  test('is told newest first, with the run that it asked for', async () => {
    const binding = await farm.binding(definition())
    await post(binding, '{"a":1}')
    const second = await post(binding, '{"a":"two"}')
    const { calls, pagination } = await callsOf(binding, '?limit=1')
    expect(pagination).toMatchObject({ total: 2, hasNext: true })
    expect(calls).toEqual([
      {
        id: expect.stringMatching(/^call_/),
        at: expect.any(String),
        outcome: 'accepted',
        refusal: null,
        bytes: 11,
        runId: second.json.runId,
        bodyStart: '{"a":"two"}',
        canReplay: true,
      },
    ])
  })

  test('says why a call was refused', async () => {
    const binding = await farm.binding(definition())
    const refusal = async () => {
      const { outcome, refusal: why, canReplay, runId } = await newest(binding)
      return [outcome, why, canReplay, runId]
    }
    await post(binding, 'not JSON')
    expect(await refusal()).toEqual(['refused', 'not_json', false, null])
    problemOf(await post(binding, 'x'.repeat(1024 * 1024 + 1)), 413, 'payload-too-large')
    await until(async () => (await refusal())[1] === 'too_large')
    expect((await newest(binding)).bytes).toBe(1024 * 1024 + 1)
    await farm.call('POST', `/bindings/${binding.uid}/pause`)
    await post(binding, '{"a":"while paused"}')
    expect(await refusal()).toEqual(['refused', 'paused', true, null])
    await farm.call('POST', `/bindings/${binding.uid}/webhook-secret`)
    await post(binding, '{}', { 'x-webhook-signature': 'sha256=00' })
    expect(await refusal()).toEqual(['refused', 'signature', false, null])
    await post({ ...binding, webhookUrl: `${farm.farm.url}/webhooks/nobody` }, '{}')
    expect((await callsOf(binding)).pagination.total).toBe(4)
  })

  test('is told to those who listen, whatever became of it', async () => {
    const binding = await farm.binding(definition())
    const stream = await openStream(farm, {}, { live: true })
    await post(binding, 'not JSON')
    let told = await stream.next()
    while (told && told.event !== 'webhook.called') told = await stream.next()
    expect(told?.data.data).toEqual({ bindingId: binding.uid, callId: (await newest(binding)).id })
    stream.close()
  })

  test('a call made to try it counts as one from outside, and is signed', async () => {
    const binding = await farm.binding(definition())
    await farm.call('POST', `/bindings/${binding.uid}/webhook-secret`)
    const { status, json } = await farm.call('POST', `/bindings/${binding.uid}/webhook-calls`, { a: 'tried' })
    expect([status, json.status]).toEqual([202, 'accepted'])
    expect(await newest(binding)).toMatchObject({ outcome: 'accepted', runId: json.runId, bodyStart: '{"a":"tried"}' })
    await until(async () => (await dataOf(binding))?.a === 'tried')
    await farm.call('POST', `/bindings/${binding.uid}/pause`)
    problemOf(await farm.call('POST', `/bindings/${binding.uid}/webhook-calls`, {}), 409, 'conflict')
    expect((await newest(binding)).refusal).toBe('paused')
  })

  test('a stranger who calls and calls fills nothing', async () => {
    const binding = await farm.binding(definition())
    for (let i = 0; i < 80; i++) await post(binding, 'nonsense')
    expect((await callsOf(binding)).pagination.total).toBe(10)
    clock.pass(61_000)
    await post(binding, 'nonsense')
    expect((await callsOf(binding)).pagination.total).toBe(11)
  })

  test('the last 50 are kept, and the bodies of the last 10', async () => {
    const binding = await farm.binding(definition())
    for (let i = 0; i < 53; i++) {
      await post(binding, JSON.stringify({ a: i }))
      clock.pass(1_500)
    }
    const { calls } = await callsOf(binding)
    expect(calls).toHaveLength(50)
    expect(calls.filter(({ canReplay }: { canReplay: boolean }) => canReplay)).toEqual(calls.slice(0, 10))
  })

  test('large bodies are let go of sooner', async () => {
    const binding = await farm.binding(definition())
    for (let i = 0; i < 4; i++) await post(binding, JSON.stringify({ a: 'x'.repeat(900_000) }))
    const { calls } = await callsOf(binding)
    expect(calls.map(({ canReplay }: { canReplay: boolean }) => canReplay)).toEqual([true, true, false, false])
    expect(calls[0].bodyStart).toHaveLength(2048)
  })

  test('no secret of the source is seen in it', async () => {
    const server = await startServer(sendJson({ a: 1 }))
    const credentials = { type: 'bearer_token', value: 'very-secret-token' }
    const dataSource = { type: 'http', url: server.url, credentials }
    const binding = await farm.binding(definition({ dataSource }))
    const { secret } = (await farm.call('POST', `/bindings/${binding.uid}/webhook-secret`)).json
    const body = `{"echo":"very-secret-token","key":"${secret}"}`
    const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
    expect((await post(binding, body, { 'x-webhook-signature': signature })).status).toBe(202)
    expect((await newest(binding)).bodyStart).toBe('{"echo":"•••","key":"•••"}')
    await server.stop()
  })

  test('nor one that it is signed with: packed in another form, or cut in two by the end of what is kept', async () => {
    const binding = await farm.binding(definition())
    const { secret } = (await farm.call('POST', `/bindings/${binding.uid}/webhook-secret`)).json
    const send = async (body: string) => {
      const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
      expect((await post(binding, body, { 'x-webhook-signature': signature })).status).toBe(202)
      return (await newest(binding)).bodyStart
    }
    expect(await send(JSON.stringify([Buffer.from(secret).toString('base64')]))).toBe('["•••"]')
    expect(await send(JSON.stringify(['x'.repeat(2036), secret]))).toBe(`["${'x'.repeat(2036)}","•••`)
  })

  test('a body is cut between two characters', async () => {
    const binding = await farm.binding(definition())
    await post(binding, JSON.stringify(`x${'ä'.repeat(2000)}`))
    expect((await newest(binding)).bodyStart).toBe(`"x${'ä'.repeat(1023)}`)
    await post(binding, JSON.stringify('ä'.repeat(2000)))
    expect((await newest(binding)).bodyStart).toBe(`"${'ä'.repeat(1023)}`)
  })
})

describe('a replay', () => {
  test('makes the body the data again, also of a call that came while it was paused or has to be signed', async () => {
    const binding = await farm.binding(definition())
    await post(binding, '{"a":"first"}')
    await until(async () => (await dataOf(binding))?.a === 'first')
    const { id } = await newest(binding)
    await farm.call('POST', `/bindings/${binding.uid}/webhook-secret`)
    await farm.call('PUT', `/bindings/${binding.uid}`, { name: 'Signed' })
    const { status, json } = await replay(binding, id)
    expect([status, json]).toEqual([202, { status: 'accepted', runId: expect.stringMatching(/^run_/) }])
    const other = await farm.binding(definition())
    await post(other, '{"a":"seen"}')
    await farm.call('POST', `/bindings/${other.uid}/pause`)
    await post(other, '{"a":"missed"}')
    const missed = await newest(other)
    problemOf(await replay(other, missed.id), 409, 'conflict')
    await farm.call('POST', `/bindings/${other.uid}/resume`)
    expect((await replay(other, missed.id)).status).toBe(202)
    await until(async () => (await dataOf(other))?.a === 'missed')
    expect((await callsOf(other)).pagination.total).toBe(2)
  })

  test('of a call that brought nothing of its own refreshes', async () => {
    const server = await startServer(sendJson({ a: 1 }))
    const binding = await farm.binding(definition({ dataSource: { type: 'http', url: server.url } }))
    await post(binding, 'anything')
    await until(() => server.seen.length === 2)
    expect((await replay(binding, (await newest(binding)).id)).status).toBe(202)
    await until(() => server.seen.length === 3)
    await server.stop()
  })

  test('is refused where the call was, or is not of this binding', async () => {
    const [one, other] = [await farm.binding(definition()), await farm.binding(definition())]
    await post(one, 'not JSON')
    const { id } = await newest(one)
    problemOf(await replay(one, id), 409, 'conflict')
    problemOf(await replay(other, id), 404, 'not-found')
    problemOf(await replay({ uid: 'bind_none', webhookUrl: '' }, id), 404, 'binding-not-found')
  })
})

describe('the last good data', () => {
  test('outlasts a source that fails, and says what it came from', async () => {
    let status = 200
    const server = await startServer((request, response) => sendJson({ a: ['x'] }, {}, status)(request, response))
    const binding = await farm.binding(definition({ dataSource: { type: 'http', url: server.url } }))
    status = 500
    await farm.call('POST', `/bindings/${binding.uid}/refresh?wait=true`)
    const read = () => farm.call('GET', `/bindings/${binding.uid}/data`)
    expect((await read()).json).toEqual({
      data: { a: ['x'] },
      fetchedAt: expect.any(String),
      source: 'http',
      isCurrent: true,
    })
    await farm.call('PUT', `/bindings/${binding.uid}`, { dataSource: { type: 'http', url: `${server.url}/other` } })
    expect((await read()).json.isCurrent).toBe(false)
    await server.stop()
  })

  test('is not there before the first, nor for those without a key', async () => {
    const binding = await farm.binding(definition())
    problemOf(await farm.call('GET', `/bindings/${binding.uid}/data`), 404, 'not-found')
    problemOf(await farm.call('GET', '/bindings/bind_none/data'), 404, 'binding-not-found')
    problemOf(await farm.raw('GET', `/bindings/${binding.uid}/data`), 401, 'missing-authorization')
  })
})
