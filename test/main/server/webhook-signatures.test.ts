import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shiftedClock } from '../../helpers/clock.ts'
import { problemOf } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { withBitFlipped } from '../../torture/random-text.ts'
import { exchange } from '../../torture/raw-exchange.ts'
import { seededRandom } from '../../torture/seeded-random.ts'

/** What a webhook takes in a minute. */
const CALLS = 60

let farm: TestFarm
let secret: string
let webhookUrl: string
const clock = shiftedClock()
beforeAll(async () => {
  farm = await startTestFarm({ now: clock.now })
  const templateId = await farm.template('<p>{{a}}</p>')
  const dataSource = { type: 'static', data: { a: 1 } }
  const made = await farm.binding({ templateId, dataSource, mapping: { a: 'a' }, refreshPolicy: { type: 'manual' } })
  webhookUrl = made.webhookUrl
  secret = (await farm.call('POST', `/bindings/${made.uid}/webhook-secret`)).json.secret
})
afterAll(() => farm.stop())

const sign = (body: Buffer | string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const post = (body: Buffer | string, headers: Record<string, string>) => farm.raw('POST', webhookUrl, { body, headers })

/** Calls with bytes that no HTTP client would put in a header; gives the status. */
async function call(body: Buffer, lines: string[]): Promise<number> {
  const { port, pathname } = new URL(webhookUrl)
  const head = [`POST ${pathname} HTTP/1.1`, 'Host: localhost', `Content-Length: ${body.length}`, 'Connection: close']
  const sent = Buffer.concat([Buffer.from(`${[...head, ...lines].join('\r\n')}\r\n\r\n`, 'latin1'), body])
  return (await exchange(Number(port), sent)).replies[0]?.status ?? 0
}

test('any bytes may be signed, text or not', async () => {
  const random = seededRandom(7)
  for (let round = 0; round < 200; round++) {
    if (round % (CALLS - 1) === 0) clock.pass(61_000)
    const length = round % 50 === 0 ? 100_000 * (round / 50) : Math.floor(random() * 500)
    const body = Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
    expect([round, await call(body, [`X-Webhook-Signature: ${sign(body)}`])]).toEqual([round, 202])
  }
}, 60_000)

test('every flipped bit of the signature is refused', async () => {
  const body = Buffer.from('{"a": 2}')
  const signature = Buffer.from(sign(body))
  const statuses = new Set<number>()
  for (let bit = 0; bit < signature.length * 8; bit++) {
    if (bit % (CALLS - 1) === 0) clock.pass(61_000)
    statuses.add(await call(body, [`X-Webhook-Signature: ${withBitFlipped(signature, bit).toString('latin1')}`]))
  }
  // 400 is the parser's answer to a control character.
  expect([...statuses].sort()).toEqual([400, 401])
}, 60_000)

test('what is almost a signature is refused, and so is none', async () => {
  clock.pass(61_000)
  const body = Buffer.from('{"a": 3}')
  const right = sign(body)
  const wrong = [
    '',
    'sha256=',
    right.slice(7),
    right.slice(0, -1),
    `${right}0`,
    right.toUpperCase(),
    `SHA256${right.slice(6)}`,
  ]
  const lines = [...wrong, `${right},${right}`, `${right};`, `"${right}"`].map((value) => [
    `X-Webhook-Signature: ${value}`,
  ])
  const doubled = [`X-Webhook-Signature: ${right}`, `X-Webhook-Signature: ${right}`]
  const elsewhere = [[], doubled, [`X-Pictify-Signature: ${right}`], [`X-Hub-Signature-256: ${right}`]]
  for (const each of [...lines, ...elsewhere]) expect([each, await call(body, each)]).toEqual([each, 401])
  expect(await call(Buffer.from('{"a": 4}'), [`X-Webhook-Signature: ${right}`])).toBe(401)
  expect(await call(body, [`X-Webhook-Signature: ${right}`])).toBe(202)
})

test('wrong signatures are told to wait, while who can sign has a minute of their own', async () => {
  clock.pass(61_000)
  const answers: number[] = []
  for (let round = 0; round <= CALLS; round++) {
    answers.push((await post('{}', { 'x-webhook-signature': 'sha256=guess' })).status)
  }
  expect(answers).toEqual([...Array.from({ length: CALLS }, () => 401), 429])
  const told = await post('{}', {})
  problemOf(told, 429, 'rate-limit-exceeded')
  expect(Number(told.headers.get('retry-after'))).toBeGreaterThan(0)
  expect((await post('{}', { 'x-webhook-signature': sign('{}') })).status).toBe(202)
})

test('under an idempotency key neither is a refusal kept for who can sign, nor their answer given to who cannot', async () => {
  clock.pass(61_000)
  const key = { 'idempotency-key': 'known to both' }
  const signed = { ...key, 'x-webhook-signature': sign('{}') }
  problemOf(await post('{}', key), 401, 'missing-authorization')
  problemOf(await post('{}', { ...key, 'x-webhook-signature': 'sha256=guess' }), 401, 'invalid-api-key')
  const first = await post('{}', signed)
  expect(first.status).toBe(202)
  expect((await post('{}', signed)).json).toEqual(first.json)
  problemOf(await post('{}', key), 409, 'conflict')
  problemOf(await post('{}', { ...key, 'x-webhook-signature': 'sha256=guess' }), 409, 'conflict')
})
