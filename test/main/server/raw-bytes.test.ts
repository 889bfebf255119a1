import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'
import { exchange } from '../../torture/raw-exchange.ts'

let farm: TestFarm
const port = () => Number(new URL(farm.farm.url).port)
beforeAll(async () => {
  farm = await startTestFarm()
})
afterAll(() => farm.stop())

/** Any bytes, and more of those that a parser acts upon. */
const bytes = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(...Buffer.from('\r\n \t:/%.\\\0?#;'))), {
    maxLength: 200,
  })
  .map((all) => Buffer.from(all).toString('latin1'))
const word = (...known: string[]) => fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...known) }, bytes)

/** What looks like a request, each part of which may be anything. */
const request = fc
  .record({
    method: word('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'),
    path: word('/', '/status', '/b/x.png', '/app/', '/bindings', '/webhooks/x', '/docs', '/v1/templates', '*'),
    version: word('HTTP/1.1', 'HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', ''),
    host: word('localhost', '127.0.0.1', 'evil.example', ''),
    header: word('Content-Length: 5', 'Transfer-Encoding: chunked', 'Expect: 100-continue', 'Origin: null', 'X: y'),
    key: word(`Bearer ${TEST_KEY}`, 'Bearer x', ''),
    body: bytes,
    end: fc.constantFrom('\r\n', '\r\n', '\r\n', '\n', '\r'),
  })
  .map(({ method, path, version, host, header, key, body, end }) =>
    [`${method} ${path} ${version}`, `Host: ${host}`, header, `Authorization: ${key}`, '', body].join(end),
  )

test('no bytes make it fail, hang, or answer a page of another origin', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(bytes, request), async (sent) => {
      const { replies, ended } = await exchange(port(), sent, { isAll: true })
      expect(ended).toBe(true)
      for (const { status, headers } of replies.filter(({ status }) => status >= 200)) {
        expect(status).toBeLessThan(500)
        expect(headers.get('x-content-type-options')).toEqual(['nosniff'])
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
      }
    }),
    { numRuns: 1500 },
  )
  expect((await farm.raw('GET', '/healthz')).status).toBe(200)
  expect(farm.logged()).not.toContain('unexpected fault')
}, 120_000)
