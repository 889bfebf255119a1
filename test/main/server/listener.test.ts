import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { createListener, type Handlers } from '../../../src/main/server/listener.ts'
import { exchange } from '../../torture/raw-exchange.ts'

const LIMITS = { requestMs: 600, headersMs: 300, checkMs: 50, stuckMs: 300 }
const HOST = 'Host: x'
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** Listens as the farm does, with a handler of the test's and limits that are soon reached. */
async function listen(handler: RequestListener, atOnce: Handlers['atOnce'] = () => false): Promise<number> {
  const { server, refuse } = createListener({ handler, atOnce }, LIMITS)
  server.on('clientError', refuse)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  stops.push(() => {
    server.closeAllConnections()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const answer: RequestListener = (_, response) => response.end('fine')
const statuses = async (port: number, sent: string) =>
  (await exchange(port, sent)).replies.map(({ status, body }) => (status === 200 ? body : status))

function open(port: number): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => {})
  stops.push(() => socket.destroy())
  return socket
}

const gone = (socket: Socket): Promise<void> => new Promise((resolve) => socket.once('close', () => resolve()))

/** Waits for the whole body, which never comes. */
const readAll: RequestListener = async (request, response) => {
  await request.forEach(() => {}).catch(() => {})
  response.end()
}

describe('what is no request', () => {
  test('is answered after what came before it, however long that takes, and in its order', async () => {
    const port = await listen(async ({ url }, response) => {
      if (url === '/slow') await sleep(100)
      response.end(url)
    })
    const sent = `GET /slow HTTP/1.1\r\n${HOST}\r\n\r\nGET /fast HTTP/1.1\r\n${HOST}\r\n\r\nnonsense\r\n\r\n`
    expect(await statuses(port, sent)).toEqual(['/slow', '/fast', 400])
  })

  test('in the body of a request is the answer to it, though its handler waits for the rest', async () => {
    const port = await listen(readAll)
    const sent = `POST / HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\nno size\r\n`
    expect(await statuses(port, sent)).toEqual([400])
  })

  test('in a body that was answered already has no answer of its own', async () => {
    const port = await listen(answer)
    const sent = `POST / HTTP/1.1\r\n${HOST}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\nno size\r\n`
    expect(await statuses(port, sent)).toEqual(['fine'])
  })

  test('ends the connection, even to one that neither reads on nor hangs up', async () => {
    const port = await listen(answer)
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true }).on('error', () => {})
    stops.push(() => socket.destroy())
    socket.resume().write('nonsense\r\n\r\n')
    await once(socket, 'end')
    // Its own half is open still; what it says now meets nobody.
    const timer = setInterval(() => socket.write('x'), 50)
    stops.push(() => clearInterval(timer))
    await gone(socket)
  })
})

test('an expectation that nobody has goes the way of every request', async () => {
  const port = await listen(answer)
  const sent = `GET / HTTP/1.1\r\n${HOST}\r\nExpect: wonders\r\nConnection: close\r\n\r\n`
  expect(await statuses(port, sent)).toEqual(['fine'])
})

describe('a client is hung up on', () => {
  test('that says nothing', async () => {
    const socket = open(await listen(answer)).resume()
    await gone(socket)
  })

  test('whose head does not end', async () => {
    const socket = open(await listen(answer)).resume()
    socket.write('GET / HTTP/1.1\r\n')
    const timer = setInterval(() => socket.write('x'), 50)
    stops.push(() => clearInterval(timer))
    await gone(socket)
  })

  test('whose body does not end', async () => {
    const port = await listen(readAll)
    const socket = open(port).resume()
    socket.write(`POST / HTTP/1.1\r\n${HOST}\r\nContent-Length: 100000\r\n\r\n`)
    const timer = setInterval(() => socket.write('x'), 50)
    stops.push(() => clearInterval(timer))
    await gone(socket)
  })

  test.each(['at once', 'by the handler'])('that does not read its answer, given %s', async (how) => {
    const { promise: over, resolve } = Promise.withResolvers<boolean>()
    const answerAll: RequestListener = (_, response) => {
      response.once('close', () => resolve(response.writableFinished)).end(Buffer.alloc(64 * 1024 * 1024))
    }
    const port = await listen(answerAll, (request, response) => {
      if (how === 'at once') answerAll(request, response)
      return how === 'at once'
    })
    open(port).pause().write(`GET / HTTP/1.1\r\n${HOST}\r\n\r\n`)
    expect(await over).toBe(false)
  })

  test('that keeps its connection and asks for nothing more', async () => {
    const socket = open(await listen(answer)).resume()
    socket.write(`GET / HTTP/1.1\r\n${HOST}\r\n\r\n`)
    await gone(socket)
  })
})

test('an answer that takes longer than all limits is waited for', async () => {
  const port = await listen(async (_, response) => {
    await sleep(LIMITS.requestMs * 2)
    response.end('at last')
  })
  expect(await statuses(port, `GET / HTTP/1.1\r\n${HOST}\r\nConnection: close\r\n\r\n`)).toEqual(['at last'])
})
