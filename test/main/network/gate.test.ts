import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { type AllowEntry, parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { createGate, type Gate, type GateOptions } from '../../../src/main/network/gate.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { makeCertificate } from '../../helpers/certificate.ts'
import { until } from '../../helpers/clock.ts'
import {
  closedPort,
  type Handler,
  sendJson,
  startServer,
  startTcpServer,
  type TestServer,
} from '../../helpers/http-server.ts'

const stops: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

function keep<T extends { stop(): Promise<unknown> }>(part: T): T {
  stops.push(() => part.stop())
  return part
}

const toLoopback = async () => [{ address: '127.0.0.1', family: 4 }]
const signal = () => AbortSignal.timeout(5000)

function gateWith(allowed: string[], more: Partial<GateOptions> = {}): Gate {
  const entries = allowed.map((text) => parseAllowEntry(text))
  return keep(createGate({ allowed: () => entries, ownPorts: () => [], lookup: toLoopback, ...more }))
}

async function get(gate: Gate, url: string): Promise<{ status: number; text: string }> {
  const { origin, pathname, search } = new URL(url)
  const response = await gate.dispatcher('data').request({ origin, path: pathname + search, method: 'GET' })
  return { status: response.statusCode, text: await response.body.text() }
}

async function faultOf(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(Problem)
  return error as Problem
}

const json = async (): Promise<TestServer> => keep(await startServer(sendJson({ ok: true })))

describe('the gate', () => {
  it('refuses loopback, and no byte reaches the server', async () => {
    const server = await json()
    for (const host of ['127.0.0.1', '2130706433', '0', 'localhost', '[::ffff:127.0.0.1]']) {
      expect((await faultOf(get(gateWith([]), `http://${host}:${server.port}/`))).slug).toBe('blocked-url')
    }
    expect(server.connections).toBe(0)
  })

  it('reaches what is allowed, by name, address and IPv4-mapped address', async () => {
    const server = await json()
    for (const host of ['127.0.0.1', 'nas.test', '[::ffff:7f00:1]']) {
      expect((await get(gateWith([host]), `http://${host}:${server.port}/`)).status).toBe(200)
    }
  })

  it('connects to the address that it judged, however often the name flips', async () => {
    const server = await json()
    let turn = 0
    const flipping = async () => [{ address: turn++ === 0 ? '93.184.216.34' : '127.0.0.1', family: 4 }]
    const gate = gateWith([], { lookup: flipping })
    const target = await gate.judge(new URL(`http://flip.test:${server.port}/`), 'data', signal())
    expect(target.addresses).toEqual([{ address: '93.184.216.34', family: 4 }])
    expect((await faultOf(get(gate, `http://flip.test:${server.port}/`))).slug).toBe('blocked-url')
    expect(server.connections).toBe(0)
    expect(turn).toBe(2)
  })

  it('refuses a peer that is not the judged address', async () => {
    const server = await json()
    const gate = gateWith(['0.0.0.0'])
    // "Any" is no address to be at: the system connects it to loopback.
    const fault = await faultOf(get(gate, `http://0.0.0.0:${server.port}/`))
    expect(fault.slug).toBe('blocked-url')
    expect(fault.message).toMatch(/not checked/)
    expect(server.seen).toHaveLength(0)
  })

  it('tries every address of a name, in both families', async () => {
    const server = await json()
    const lookup = async () => [
      { address: '::1', family: 6 },
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]
    const gate = gateWith(['many.test'], { lookup })
    expect((await get(gate, `http://many.test:${server.port}/`)).status).toBe(200)
  })

  it('ends pooled connections when the permission that they were opened under is withdrawn', async () => {
    const server = await json()
    let entries: AllowEntry[] = [parseAllowEntry('nas.test')]
    const gate = gateWith([], { allowed: () => entries })
    const url = `http://nas.test:${server.port}/`
    await get(gate, url)
    // The pool takes a connection back a moment after its answer was read; then the next call goes by it.
    await until(async () => {
      const before = server.connections
      await get(gate, url)
      return server.connections === before
    })
    const seen = server.seen.length
    entries = []
    expect((await faultOf(get(gate, url))).slug).toBe('blocked-url')
    expect(server.seen).toHaveLength(seen)
    entries = [parseAllowEntry('nas.test')]
    expect((await get(gate, url)).status).toBe(200)
  })

  it('reset ends what is running', async () => {
    const server = keep(await startServer(() => {}))
    const gate = gateWith(['127.0.0.1'])
    const running = get(gate, `${server.url}/`)
    const outcome = expect(running).rejects.toThrow()
    while (server.seen.length === 0) await sleep(5)
    gate.reset()
    await outcome
  })

  it('reset ends what was handed out, and what was still being made', async () => {
    const server = keep(await startServer(() => {}))
    const gate = gateWith(['127.0.0.1'])
    const target = await gate.judge(new URL(server.url), 'pages', signal())
    const socket = await gate.connect(target, signal())
    const closed = once(socket, 'close')
    gate.reset()
    await closed
    // The kernel connects later than the next statement is carried out.
    const making = expect(gate.connect(target, signal())).rejects.toThrow('The gate was reset')
    gate.reset()
    await making
  })

  it('stops at once, though a lookup hangs', async () => {
    const gate = gateWith(['nas.test'], { lookup: () => new Promise(() => {}) })
    const outcome = expect(get(gate, 'http://nas.test/')).rejects.toThrow()
    await sleep(20)
    const since = performance.now()
    await gate.stop()
    await outcome
    expect(performance.now() - since).toBeLessThan(3000)
  })

  it('keeps pools of different purposes apart', async () => {
    const server = await json()
    const entry = parseAllowEntry('127.0.0.1', ['data'])
    const gate = gateWith([], { allowed: () => [entry] })
    await get(gate, `${server.url}/`)
    for (const purpose of ['pages', 'webhooks'] as const) {
      const request = gate.dispatcher(purpose).request({ origin: server.url, path: '/', method: 'GET' })
      expect((await faultOf(request)).options.members).toMatchObject({ purpose })
    }
    expect(server.connections).toBe(1)
  })

  it('names the stage of each fault', async () => {
    const failing = async () => {
      throw new Error('ENOTFOUND')
    }
    expect((await faultOf(get(gateWith([], { lookup: failing }), 'http://gone.test/'))).options.stage).toBe('dns')
    const refused = await faultOf(get(gateWith(['127.0.0.1']), `http://127.0.0.1:${await closedPort()}/`))
    expect(refused.options.stage).toBe('connect')
    expect(refused.message).toMatch(/refused the connection/)
  })

  it('reset ends a handshake to which nobody answers', async () => {
    const closed = Promise.withResolvers<void>()
    const asked = Promise.withResolvers<void>()
    const silent = keep(
      await startTcpServer((socket) => {
        socket.once('close', closed.resolve)
        socket.once('data', () => asked.resolve())
      }),
    )
    const gate = gateWith(['127.0.0.1'])
    const getting = expect(get(gate, `https://127.0.0.1:${silent.port}/`)).rejects.toThrow()
    await asked.promise
    gate.reset()
    await getting
    await closed.promise
  })

  it('gives up a connection when the signal fires', async () => {
    const gate = gateWith(['127.0.0.1'])
    const server = await json()
    const target = await gate.judge(new URL(server.url), 'data', signal())
    await expect(gate.connect(target, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})

describe('the gate and TLS', () => {
  it('refuses a certificate that nobody vouches for, at stage tls', async () => {
    const server = keep(await startServer(sendJson({}), { tls: makeCertificate(['secure.test', '127.0.0.1']) }))
    const fault = await faultOf(get(gateWith(['127.0.0.1']), `${server.url}/`))
    expect(fault.options.stage).toBe('tls')
    expect(fault.message).toMatch(/not trusted/)
    expect(server.seen).toHaveLength(0)
  })

  it('trusts the extra authority, by name and by address, and sends the name', async () => {
    const tls = makeCertificate(['secure.test', '127.0.0.1'])
    const named: unknown[] = []
    const onRequest: Handler = (request, response) => {
      named.push((response.socket as TLSSocket & { servername?: unknown }).servername)
      return sendJson({ ok: 1 })(request, response)
    }
    const server = keep(await startServer(onRequest, { tls }))
    const gate = gateWith(['127.0.0.1', 'secure.test'], { extraCa: tls.cert })
    expect((await get(gate, `${server.url}/`)).status).toBe(200)
    expect((await get(gate, `https://secure.test:${server.port}/`)).status).toBe(200)
    expect(named).toEqual([false, 'secure.test'])
  })

  it('refuses a certificate for another name, and one that has expired', async () => {
    const tls = makeCertificate(['other.test'])
    const server = keep(await startServer(sendJson({}), { tls }))
    const fault = await faultOf(
      get(gateWith(['secure.test'], { extraCa: tls.cert }), `https://secure.test:${server.port}/`),
    )
    expect(fault.message).toMatch(/for another name/)
    const old = makeCertificate(['secure.test'], new Date(Date.now() - 86_400_000))
    const late = keep(await startServer(sendJson({}), { tls: old }))
    const gate = gateWith(['secure.test'], { extraCa: old.cert })
    expect((await faultOf(get(gate, `https://secure.test:${late.port}/`))).message).toMatch(/expired/)
  })

  it('says tls when the other side speaks no TLS or hangs up', async () => {
    const plain = await json()
    const gate = gateWith(['127.0.0.1'])
    expect((await faultOf(get(gate, `https://127.0.0.1:${plain.port}/`))).options.stage).toBe('tls')
    const deaf = keep(await startTcpServer((socket) => socket.destroy()))
    expect((await faultOf(get(gate, `https://127.0.0.1:${deaf.port}/`))).options.stage).toBe('tls')
  })
})

/** A real forward proxy: absolute-form and CONNECT, both led to `port` whatever is asked for. */
async function startOutboundProxy(port: number, answer = 200) {
  const asked: { line: string; authorization: string | undefined }[] = []
  const tunnels = new Set<Socket>()
  const server: Server = createServer((request, response) => {
    asked.push({ line: `${request.method} ${request.url}`, authorization: request.headers['proxy-authorization'] })
    response.end('by proxy')
  })
  server.on('connect', (request, client: Socket) => {
    asked.push({ line: `CONNECT ${request.url}`, authorization: request.headers['proxy-authorization'] })
    tunnels.add(client)
    if (answer !== 200) return void client.end(`HTTP/1.1 ${answer} No\r\n\r\n`)
    const upstream = connect(port, '127.0.0.1')
    tunnels.add(upstream)
    for (const side of [client, upstream]) side.on('error', () => {})
    client.write('HTTP/1.1 200 OK\r\n\r\n')
    client.pipe(upstream).pipe(client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  keep({
    async stop() {
      for (const socket of tunnels) socket.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  })
  return { asked, url: `http://user:p%40ss@127.0.0.1:${typeof address === 'object' ? address?.port : 0}` }
}

describe('the gate and an outbound proxy', () => {
  const LOGIN = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
  const toPublic = async () => [{ address: '93.184.216.34', family: 4 }]

  it('asks for http in absolute form and for https by CONNECT, with the credentials', async () => {
    const tls = makeCertificate(['public.test'])
    const server = keep(await startServer(sendJson({ ok: true }), { tls }))
    const proxy = await startOutboundProxy(server.port)
    const gate = gateWith([], { lookup: toPublic, outboundProxy: proxy.url, extraCa: tls.cert })
    expect((await get(gate, 'http://public.test/a?b=c')).text).toBe('by proxy')
    expect((await get(gate, 'https://public.test/x')).text).toBe('{"ok":true}')
    expect(proxy.asked).toEqual([
      { line: 'GET http://public.test/a?b=c', authorization: LOGIN },
      { line: 'CONNECT public.test:443', authorization: LOGIN },
    ])
    expect(server.seen[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  it('judges what it can before asking the proxy, and reaches allowed hosts without it', async () => {
    const server = await json()
    const proxy = await startOutboundProxy(server.port)
    const gate = gateWith(['nas.test'], { outboundProxy: proxy.url })
    expect((await faultOf(get(gate, 'http://10.0.0.1/'))).slug).toBe('blocked-url')
    expect((await faultOf(get(gate, 'https://inside.test/'))).slug).toBe('blocked-url')
    expect((await get(gate, `http://nas.test:${server.port}/`)).status).toBe(200)
    expect(proxy.asked).toEqual([])
    expect(server.seen[0]?.headers['proxy-authorization']).toBeUndefined()
  })

  it('knows no peer where a proxy stands in between, though it knew one before', async () => {
    const server = await json()
    const url = new URL(`http://127.0.0.1:${server.port}/`)
    const proxy = await startOutboundProxy(server.port)
    let entries = [parseAllowEntry('127.0.0.1')]
    let outboundProxy: string | null = null
    const gate = keep(
      createGate({
        allowed: () => entries,
        ownPorts: () => [],
        get outboundProxy() {
          return outboundProxy
        },
      }),
    )
    await get(gate, url.href)
    expect([gate.peerOf(url, 'data'), gate.peerOf(url, 'webhooks')]).toEqual(['127.0.0.1', null])
    entries = []
    outboundProxy = proxy.url
    gate.reset()
    expect(gate.peerOf(url, 'data')).toBe(null)
  })

  it('takes webhooks by the proxy and pages never', async () => {
    const proxy = await startOutboundProxy(1)
    const gate = gateWith([], { lookup: toPublic, outboundProxy: proxy.url })
    for (const [purpose, via] of [
      ['data', 'proxy'],
      ['webhooks', 'proxy'],
      ['pages', 'direct'],
    ] as const) {
      expect((await gate.judge(new URL('https://public.test/'), purpose, signal())).via).toBe(via)
    }
    const open = gateWith(['public.test'], { lookup: toPublic, outboundProxy: proxy.url })
    expect((await open.judge(new URL('https://public.test/'), 'data', signal())).via).toBe('direct')
  })

  it('leaves names that only the proxy knows to the proxy', async () => {
    const failing = async () => {
      throw new Error('ENOTFOUND')
    }
    const proxy = await startOutboundProxy(1)
    const gate = gateWith([], { lookup: failing, outboundProxy: proxy.url })
    expect((await get(gate, 'http://only-there.test/')).text).toBe('by proxy')
  })

  it('tells what the proxy refused, and a proxy that is not there', async () => {
    const proxy = await startOutboundProxy(1, 407)
    const gate = gateWith([], { lookup: toPublic, outboundProxy: proxy.url })
    expect((await faultOf(get(gate, 'https://public.test/'))).message).toMatch(/other credentials/)
    const none = gateWith([], { lookup: toPublic, outboundProxy: `http://127.0.0.1:${await closedPort()}` })
    expect((await faultOf(get(none, 'https://public.test/'))).message).toMatch(/^The outbound proxy refused/)
  })

  it.each([
    ...['https://proxy:1', 'proxy:3128', 'http://', 'http://proxy/path', 'nonsense'],
    ...['http://proxy:3128/?password=hush', 'http://proxy:3128#hush', 'http://hush%E0:x@proxy:3128'],
  ])('refuses the setting %j without repeating it', (text) => {
    expect(() => gateWith([], { outboundProxy: text })).toThrow(
      /^The outbound proxy must be written as .*@host:port\.$/,
    )
  })
})
