import { once } from 'node:events'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { findDevtools } from '../../../src/main/network/devtools-address.ts'
import { type Handler, sendJson, startServer } from '../../helpers/http-server.ts'

const signal = () => AbortSignal.timeout(20_000)

async function startEndpoint(handler: Handler) {
  const endpoint = await startServer(handler)
  onTestFinished(() => endpoint.stop())
  return endpoint
}

test('an endpoint is asked where its browser is, with what it wants to see, at the host that was given', async () => {
  const endpoint = await startEndpoint(
    sendJson({ webSocketDebuggerUrl: 'ws://0.0.0.0:1/devtools/browser/abc?own=1&token=other' }),
  )
  const found = await findDevtools(`http://me:p%40ss@127.0.0.1:${endpoint.port}/base/?token=hush#x`, signal())
  expect(endpoint.seen[0]?.url).toBe('/base/json/version?token=hush')
  const authorization = `Basic ${Buffer.from('me:p@ss').toString('base64')}`
  expect(endpoint.seen[0]?.headers).toMatchObject({ authorization })
  const url = `ws://127.0.0.1:${endpoint.port}/devtools/browser/abc?token=hush&own=1`
  expect(found).toEqual({ url, headers: { authorization } })
})

test('a WebSocket is taken as it was named, its login apart', async () => {
  const found = await findDevtools('wss://me:hush@10.0.0.6/?token=quiet', signal())
  expect(found.url).toBe('wss://10.0.0.6/?token=quiet')
  expect(found.headers).toEqual({ authorization: `Basic ${Buffer.from('me:hush').toString('base64')}` })
})

test('an answer without end is not read to its end', async () => {
  const hungUp = Promise.withResolvers<void>()
  const endpoint = await startEndpoint((_request, response) => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(64 * 1024, ' ')
      })(),
    )
    void once(response, 'close').then(() => {
      endless.destroy()
      hungUp.resolve()
    })
    endless.pipe(response)
  })
  const asking = findDevtools(`http://127.0.0.1:${endpoint.port}/`, signal())
  await expect(asking).rejects.toMatchObject({ message: expect.stringContaining('names no browser') })
  await hungUp.promise
})

test.each([
  [401, '{}', 'wants another token or login'],
  [404, 'no', 'answered 404'],
  [500, 'Host header is specified and is not an IP address or localhost.', 'Write its IP address'],
  [200, '{"webSocketDebuggerUrl": 5}', 'names no browser'],
  [200, 'hello', 'names no browser'],
])('what answers %d %j is told in plain words', async (status, text, words) => {
  const endpoint = await startEndpoint((_request, response) => void response.writeHead(status).end(text))
  const asking = findDevtools(`http://127.0.0.1:${endpoint.port}/?token=hush`, signal())
  const fault = await asking.catch((error) => error)
  expect(fault.message).toContain(words)
  expect(fault.message).not.toContain('hush')
})
