import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type NamedServer, type NamedServerOptions, openNamedServer } from '../../../src/main/network/named-server.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { makeCertificate } from '../../helpers/certificate.ts'
import { until } from '../../helpers/clock.ts'
import { startDeafServer } from '../../helpers/deaf-server.ts'
import { sendJson, startServer, type TestServer, type TestServerOptions } from '../../helpers/http-server.ts'
import { pretendInternet } from '../../helpers/pretend-internet.ts'

const PUBLIC = '93.184.216.34'
const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const way = (more: Partial<NamedServerOptions> = {}): NamedServer => open({ ownPorts: () => [], ...more })

function open(options: NamedServerOptions): NamedServer {
  const opened = openNamedServer(options)
  stops.push(() => opened.stop())
  return opened
}

async function server(options?: TestServerOptions): Promise<TestServer> {
  const started = await startServer(sendJson({ ok: true }), options)
  stops.push(() => started.stop())
  return started
}

/** An outbound proxy that leads every tunnel to this port. */
async function tunnelProxy(to: number): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const proxy = createServer((_request, response) => response.writeHead(403).end())
  proxy.on('connect', ({ url = '' }, socket) => {
    asked.push(url)
    const target = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    for (const end of [socket, target]) end.on('error', () => {})
  })
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done))
  stops.push(() => proxy.close())
  return { url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, asked }
}

async function get({ dispatcher }: NamedServer, url: string): Promise<number> {
  const { origin, pathname } = new URL(url)
  const { statusCode, body } = await dispatcher.request({ origin, path: pathname, method: 'GET' })
  await body.dump()
  return statusCode
}

async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Problem)
  return error as Problem
}

const at =
  (...addresses: string[]) =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
const noName = async () => {
  throw new Error('ENOTFOUND')
}

test('a private server is reached with no allow list, by http, address and name', async () => {
  const { port } = await server()
  expect(await get(way(), `http://127.0.0.1:${port}/`)).toBe(200)
  expect(await get(way({ lookup: at('127.0.0.1') }), `http://nas.test:${port}/`)).toBe(200)
})

test('http to a public address is refused before a byte is sent, and so is a name that is at both', async () => {
  const { port } = await server()
  const internet = pretendInternet([PUBLIC], port)
  stops.push(internet.stop)
  for (const [host, addresses] of [
    [PUBLIC, []],
    ['public.test', [PUBLIC]],
    ['both.test', ['127.0.0.1', PUBLIC]],
    ['range.test', ['198.18.0.1']],
  ] as const) {
    const fault = await problemOf(get(way({ lookup: at(...addresses) }), `http://${host}:${port}/`))
    expect(fault.slug, host).toBe('validation-error')
    expect(fault.options.fields).toMatchObject([{ field: 'baseUrl', code: 'invalid_format' }])
    expect(fault.message).toContain('use https')
  }
  expect(internet.dialled).toEqual([])
})

test('a name is asked about again for every connection', async () => {
  const { port } = await server()
  let turn = 0
  const lookup = () => at(turn++ === 0 ? '127.0.0.1' : PUBLIC)()
  const opened = way({ lookup })
  expect(await get(opened, `http://flips.test:${port}/`)).toBe(200)
  opened.reset()
  expect((await problemOf(get(opened, `http://flips.test:${port}/`))).slug).toBe('validation-error')
})

test('the farm itself and metadata addresses are nobody’s hosted API', async () => {
  const { port } = await server()
  const own = await problemOf(get(way({ ownPorts: () => [port] }), `http://127.0.0.1:${port}/`))
  expect(own.message).toContain('this farm itself')
  for (const url of ['http://169.254.169.254/', 'https://metadata.google.internal/'])
    expect((await problemOf(get(way(), url))).slug).toBe('blocked-url')
})

test('https trusts the extra authorities, and needs one', async () => {
  const tls = makeCertificate(['api.test'])
  const { port } = await server({ tls })
  const internet = pretendInternet([PUBLIC], port)
  stops.push(internet.stop)
  const lookup = at(PUBLIC)
  expect((await problemOf(get(way({ lookup }), `https://api.test:${port}/`))).options.stage).toBe('tls')
  expect(await get(way({ lookup, extraCa: tls.cert }), `https://api.test:${port}/`)).toBe(200)
  expect(internet.dialled).toEqual([`${PUBLIC}:${port}`, `${PUBLIC}:${port}`])
})

test('with an outbound proxy, what is public goes through it and what is private does not', async () => {
  const tls = makeCertificate(['api.test', '127.0.0.1'])
  const secure = await server({ tls })
  const proxy = await tunnelProxy(secure.port)
  const more = { outboundProxy: proxy.url, extraCa: tls.cert }
  expect(await get(way({ ...more, lookup: at(PUBLIC) }), 'https://api.test/')).toBe(200)
  // Behind a proxy this machine may have no names.
  expect(await get(way({ ...more, lookup: noName }), 'https://api.test:8443/')).toBe(200)
  expect(proxy.asked).toEqual(['api.test:443', 'api.test:8443'])
  expect(await get(way(more), `https://127.0.0.1:${secure.port}/`)).toBe(200)
  const plain = await server()
  expect(await get(way(more), `http://127.0.0.1:${plain.port}/`)).toBe(200)
  expect((await problemOf(get(way({ ...more, lookup: noName }), 'http://api.test/'))).options.stage).toBe('dns')
  expect(proxy.asked).toHaveLength(2)
})

test('a reset goes out by what the options are then', async () => {
  const tls = makeCertificate(['127.0.0.1'])
  const { port } = await server({ tls })
  let extraCa: string | null = null
  const opened = open({
    ownPorts: () => [],
    get extraCa() {
      return extraCa
    },
  })
  const url = `https://127.0.0.1:${port}/`
  expect((await problemOf(get(opened, url))).options.stage).toBe('tls')
  extraCa = tls.cert
  opened.reset()
  expect(await get(opened, url)).toBe(200)
})

test.runIf(process.platform === 'linux')('a reset ends connections that are still being made', async () => {
  const deaf = await startDeafServer('127.0.0.2')
  stops.push(deaf.stop)
  const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length
  const before = sockets()
  const opened = way()
  const asking = expect(get(opened, `http://127.0.0.2:${deaf.port}/`)).rejects.toThrow()
  await until(() => sockets() > before)
  opened.reset()
  await asking
  // Before the limit of time for whoever connects, which is 10 s.
  await until(() => sockets() <= before, 6_000)
})
