import { once } from 'node:events'
import { connect } from 'node:net'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { createGate } from '../../../src/main/network/gate.ts'
import { type PageProxy, type PageProxyOptions, startPageProxy } from '../../../src/main/network/page-proxy.ts'
import type { BlockedRequest } from '../../../src/main/network/page-proxy-context.ts'
import { until } from '../../helpers/clock.ts'
import { closedPort, sendJson, startServer, startTcpServer } from '../../helpers/http-server.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

function keep<T extends { stop(): Promise<unknown> }>(part: T): T {
  stops.push(() => part.stop())
  return part
}

async function startProxy(allowed: string[], options: Partial<PageProxyOptions> = {}) {
  const entries = allowed.map((text) => parseAllowEntry(text, ['pages']))
  const gate = keep(
    createGate({
      allowed: () => entries,
      ownPorts: () => [],
      lookup: async () => [{ address: '127.0.0.1', family: 4 }],
    }),
  )
  const blocked: BlockedRequest[] = []
  const internal = (url: URL) =>
    url.pathname === '/inter.ttf' ? { contentType: 'font/ttf', body: Buffer.from('a font') } : null
  const proxy = keep(
    await startPageProxy({ gate, onBlocked: (request) => blocked.push(request), internal, ...options }),
  )
  return { proxy, gate, blocked }
}

const loginOf = ({ username, password }: PageProxy): string =>
  `Proxy-Authorization: Basic ${Buffer.from(`${username}:${password}`).toString('base64')}\r\n`

/** Writes bytes to a port and gives back all that comes, until the other side ends. */
async function raw(port: number, text: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1')
  })
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return answer
}

/** One request with `Connection: close`, so that the answer has an end. */
const ask = (proxy: PageProxy, line: string, headers = loginOf(proxy), body = ''): Promise<string> =>
  raw(proxy.port, `${line} HTTP/1.1\r\nHost: x\r\n${headers}Connection: close\r\n\r\n${body}`)

describe('the page proxy', () => {
  it.each(['GET http://127.0.0.1:PORT/', 'CONNECT 127.0.0.1:PORT'])(
    'wants its credential for %s, and reaches nobody without it',
    async (line) => {
      const server = keep(await startServer(sendJson({})))
      const { proxy } = await startProxy(['127.0.0.1'])
      const wrong = Buffer.from(`${proxy.username}:${proxy.password}x`).toString('base64')
      const headers = ['', 'Proxy-Authorization: Bearer x\r\n', `Proxy-Authorization: Basic ${wrong}\r\n`]
      for (const header of headers) {
        const answer = await ask(proxy, line.replace('PORT', String(server.port)), header)
        expect(answer).toMatch(/^HTTP\/1\.1 407 /)
        expect(answer).toMatch(/proxy-authenticate: Basic realm=/i)
      }
      expect(server.connections).toBe(0)
    },
  )

  it('makes a new credential at every launch and listens on loopback alone', async () => {
    const [first, second] = [await startProxy([]), await startProxy([])]
    expect(first.proxy.password).not.toBe(second.proxy.password)
    expect(first.proxy.password.length).toBeGreaterThan(40)
  })

  it('passes an allowed request on, without what belongs to the hop', async () => {
    const server = keep(await startServer(sendJson({ ok: 1 }, { 'keep-alive': 'timeout=9', 'x-kept': 'yes' })))
    const { proxy } = await startProxy(['127.0.0.1'])
    const headers = `${loginOf(proxy)}Host: evil.test\r\nConnection: x-hop\r\nX-Hop: 1\r\nX-Mine: 2\r\nTE: trailers\r\n`
    const answer = await raw(
      proxy.port,
      `GET http://user:pw@127.0.0.1:${server.port}/a?b=c HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toMatch(/x-kept: yes/)
    expect(answer).toMatch(/\{"ok":1\}/)
    const seen = server.seen[0]
    expect(seen?.url).toBe('/a?b=c')
    expect(seen?.headers).toMatchObject({ host: `127.0.0.1:${server.port}`, 'x-mine': '2' })
    for (const name of ['x-hop', 'te', 'proxy-authorization', 'authorization']) {
      expect(seen?.headers[name]).toBeUndefined()
    }
  })

  it('passes bodies on', async () => {
    const server = keep(await startServer(({ body }, response) => void response.end(`got ${body}`)))
    const { proxy } = await startProxy(['127.0.0.1'])
    const length = `${loginOf(proxy)}Content-Length: 5\r\n`
    expect(await ask(proxy, `POST http://127.0.0.1:${server.port}/`, length, 'hello')).toMatch(/got hello$/)
    const chunked = `${loginOf(proxy)}Transfer-Encoding: chunked\r\n`
    expect(await ask(proxy, `POST http://127.0.0.1:${server.port}/`, chunked, '2\r\nhi\r\n0\r\n\r\n')).toMatch(/got hi/)
  })

  it('opens tunnels to allowed hosts and copies both ways', async () => {
    const echo = keep(await startTcpServer((socket) => void socket.pipe(socket)))
    const { proxy } = await startProxy(['echo.test'])
    const socket = connect(proxy.port, '127.0.0.1')
    socket.write(`CONNECT echo.test:${echo.port} HTTP/1.1\r\nHost: x\r\n${loginOf(proxy)}\r\nearly `)
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    while (!text.includes('early')) await sleep(5)
    socket.write('late')
    while (!text.includes('late')) await sleep(5)
    expect(text).toBe('HTTP/1.1 200 Connection Established\r\n\r\nearly late')
    socket.destroy()
  })

  it('passes on what a page has sent before its tunnel was there', async () => {
    const echo = keep(await startTcpServer((socket) => void socket.pipe(socket)))
    const { gate } = await startProxy(['127.0.0.1'])
    const [asked, answered] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const judge: typeof gate.judge = async (...question) => {
      asked.resolve()
      await answered.promise
      return gate.judge(...question)
    }
    const { proxy } = await startProxy([], { gate: { ...gate, judge } })
    const socket = connect(proxy.port, '127.0.0.1')
    socket.write(`CONNECT 127.0.0.1:${echo.port} HTTP/1.1\r\nHost: x\r\n${loginOf(proxy)}\r\n`)
    await asked.promise
    socket.write('meanwhile')
    // By then that has come.
    await ask(proxy, 'GET http://fonts.bindery.invalid/inter.ttf')
    answered.resolve()
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    await until(() => text.endsWith('\r\n\r\nmeanwhile'))
    socket.destroy()
  })

  it('refuses what is not allowed, tells the farm all and the page nothing', async () => {
    const server = keep(await startServer(sendJson({})))
    const { proxy, blocked } = await startProxy([])
    for (const host of ['127.0.0.1', '2130706433', 'nas.test', '[::ffff:127.0.0.1]']) {
      for (const line of [`GET http://${host}:${server.port}/?token=abc`, `CONNECT ${host}:${server.port}`]) {
        const answer = await ask(proxy, line)
        expect(answer).toMatch(/^HTTP\/1\.1 403 /)
        expect(answer).not.toContain('loopback')
      }
    }
    expect(server.connections).toBe(0)
    expect(blocked).toHaveLength(8)
    expect(blocked[4]).toEqual({
      host: 'nas.test',
      port: server.port,
      purpose: 'pages',
      allowable: true,
      reason:
        'nas.test is at 127.0.0.1, which is a loopback address (this machine). Allow this host to load pages from it.',
    })
  })

  it('tells a page that a host can not be reached', async () => {
    const { proxy } = await startProxy(['127.0.0.1'])
    const port = await closedPort()
    expect(await ask(proxy, `GET http://127.0.0.1:${port}/`)).toMatch(/^HTTP\/1\.1 502 /)
    expect(await ask(proxy, `CONNECT 127.0.0.1:${port}`)).toMatch(/^HTTP\/1\.1 502 /)
  })

  it('lets no host speak as if it were the proxy: Chromium would forget the login', async () => {
    const challenge = { 'proxy-authenticate': 'Basic realm="Bindery pages"' }
    const server = keep(await startServer(sendJson({}, challenge, 407)))
    const { proxy } = await startProxy(['127.0.0.1'])
    const answer = await ask(proxy, `GET ${server.url}/`)
    expect(answer).toMatch(/^HTTP\/1\.1 502 /)
    expect(answer).not.toMatch(/proxy-authenticate/i)
  })

  it('ends its tunnels when the allow list changes', async () => {
    const echo = keep(await startTcpServer((socket) => void socket.pipe(socket)))
    const { proxy, gate } = await startProxy(['echo.test'])
    const socket = connect(proxy.port, '127.0.0.1')
    socket.write(`CONNECT echo.test:${echo.port} HTTP/1.1\r\nHost: x\r\n${loginOf(proxy)}\r\n`)
    await once(socket, 'data')
    gate.reset()
    await once(socket, 'close')
  })

  it('serves the farm’s own assets with no network, and only those', async () => {
    const { proxy } = await startProxy([])
    const font = await ask(proxy, 'GET http://fonts.bindery.invalid/inter.ttf')
    expect(font).toMatch(/^HTTP\/1\.1 200 /)
    expect(font).toMatch(/content-type: font\/ttf/)
    expect(font).toMatch(/access-control-allow-origin: \*/)
    expect(font).toMatch(/a font$/)
    expect(await ask(proxy, 'GET http://fonts.bindery.invalid/other')).toMatch(/^HTTP\/1\.1 404 /)
    expect(await ask(proxy, 'CONNECT fonts.bindery.invalid:443')).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('leads nobody to a host of the farm’s own assets, though it be allowed', async () => {
    const server = keep(await startTcpServer((socket) => void socket.end('reached')))
    const { proxy } = await startProxy(['fonts.bindery.invalid'])
    expect(await ask(proxy, `CONNECT fonts.bindery.invalid:${server.port}`)).toMatch(/^HTTP\/1\.1 403 /)
  })

  it('breaks a response off that is too large', async () => {
    const chunk = Buffer.alloc(1024 * 1024)
    const server = keep(
      await startServer(({ url }, response) => {
        if (url === '/declared') response.setHeader('content-length', 26 * chunk.length)
        Readable.from(Array.from({ length: 26 }, () => chunk)).pipe(response)
      }),
    )
    const { proxy } = await startProxy(['127.0.0.1'])
    expect(await ask(proxy, `GET ${server.url}/declared`)).toMatch(/^HTTP\/1\.1 502 /)
    const answer = await ask(proxy, `GET ${server.url}/endless`)
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    // The last chunk of the chunked coding never comes, so it can't be taken for whole.
    expect(answer).not.toMatch(/\r\n0\r\n\r\n$/)
  })

  it('breaks a tunnel off that has carried too much, either way', async () => {
    const piece = Buffer.alloc(1024 * 1024)
    const endless = () => Readable.from(Array.from({ length: 110 }, () => piece))
    const got = { there: 0, here: 0 }
    const server = keep(
      await startTcpServer((socket) => {
        socket.on('data', ({ length }: Buffer) => {
          got.there += length
        })
        if (got.there === 0 && got.here === 0) return
        endless().pipe(socket)
      }),
    )
    const { proxy } = await startProxy(['127.0.0.1'])
    for (const way of ['there', 'here'] as const) {
      const socket = connect(proxy.port, '127.0.0.1').on('error', () => {})
      socket.on('data', ({ length }: Buffer) => {
        got.here += length
      })
      socket.write(`CONNECT 127.0.0.1:${server.port} HTTP/1.1\r\nHost: x\r\n${loginOf(proxy)}\r\n`)
      if (way === 'there') {
        await once(socket, 'data')
        endless().pipe(socket)
      }
      await new Promise((resolve) => socket.once('close', resolve))
      expect(got[way]).toBeGreaterThan(90 * piece.length)
      expect(got[way]).toBeLessThan(110 * piece.length)
    }
  })

  // Before the limit for those who stay, which is 30 s.
  it('gives up what a page waited for that has gone', { timeout: 25_000 }, async () => {
    const judged: AbortSignal[] = []
    const answered = Promise.withResolvers<void>()
    const silent = keep(await startServer((_request, response) => void response.once('close', answered.resolve)))
    const { gate } = await startProxy(['127.0.0.1'])
    const judge: typeof gate.judge = (_url, _purpose, signal) => {
      judged.push(signal)
      return new Promise(() => {})
    }
    const { proxy } = await startProxy([], { gate: { ...gate, judge } })
    const leave = async (line: string, isUnderWay: () => boolean, early = '') => {
      const socket = connect(proxy.port, '127.0.0.1')
      socket.write(`${line} HTTP/1.1\r\nHost: x\r\n${loginOf(proxy)}\r\n${early}`)
      await until(isUnderWay)
      socket.destroy()
    }
    for (const early of ['', 'early']) {
      const before = judged.length
      await leave(`CONNECT 127.0.0.1:443`, () => judged.length > before, early)
      await until(() => judged.at(-1)?.aborted)
    }
    await leave(`GET ${silent.url}/`, () => silent.seen.length > 0)
    await answered.promise
  })

  it.each([
    'GET / HTTP/1.1\r\nHost: x\r\n',
    'GET https://example.com/ HTTP/1.1\r\nHost: x\r\n',
    'GET ftp://example.com/ HTTP/1.1\r\nHost: x\r\n',
    'GET http:// HTTP/1.1\r\nHost: x\r\n',
    'TRACE http://example.com/ HTTP/1.1\r\nHost: x\r\n',
    'CONNECT example.com HTTP/1.1\r\nHost: x\r\n',
    'CONNECT example.com:99999 HTTP/1.1\r\nHost: x\r\n',
    'CONNECT user@example.com:443 HTTP/1.1\r\nHost: x\r\n',
    'CONNECT example.com:443/path HTTP/1.1\r\nHost: x\r\n',
    'CONNECT :443 HTTP/1.1\r\nHost: x\r\n',
  ])('answers 400 to %j', async (head) => {
    const { proxy } = await startProxy([])
    expect(await raw(proxy.port, `${head}${loginOf(proxy)}Connection: close\r\n\r\n`)).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('outlives whatever is thrown at it', async () => {
    const server = keep(await startServer(sendJson({ alive: true })))
    const { proxy } = await startProxy(['127.0.0.1'])
    const login = loginOf(proxy)
    const piece = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        'GET ',
        'CONNECT ',
        'http://',
        '127.0.0.1:',
        ' HTTP/1.1',
        '\r\n',
        '\r\n\r\n',
        login,
        'Host: x\r\n',
        '\0',
      ),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        const socket = connect(proxy.port, '127.0.0.1').on('error', () => {})
        socket.resume().end(pieces.join(''))
        await once(socket, 'close')
      }),
      { numRuns: 150 },
    )
    expect(await ask(proxy, `GET ${server.url}/`)).toMatch(/"alive":true/)
  })

  it('ends every socket at stop, in tunnels too', async () => {
    const silent = keep(await startTcpServer(() => {}))
    const { proxy } = await startProxy(['127.0.0.1'])
    const idle = connect(proxy.port, '127.0.0.1')
    const tunnel = connect(proxy.port, '127.0.0.1')
    tunnel.write(`CONNECT 127.0.0.1:${silent.port} HTTP/1.1\r\nHost: x\r\n${loginOf(proxy)}\r\n`)
    await once(tunnel, 'data')
    const closed = Promise.all([once(idle, 'close'), once(tunnel, 'close')])
    await proxy.stop()
    await closed
    stops.splice(stops.length - 1)
  })
})
