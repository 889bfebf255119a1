import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import {
  createRenderer,
  type Renderer,
  type RendererOptions,
  type RenderJob,
} from '../../src/main/chromium/renderer.ts'

export interface TestProxy {
  port: number
  username: string
  password: string
  /** `METHOD target`, of every request that came with the login. */
  seen: string[]
  /** How often the login was missing. */
  challenges: number
  stop(): Promise<void>
}

const CHALLENGE = 'Basic realm="test"'

/**
 * A forward proxy that lets pages through to loopback alone: every host is taken for this machine's, at the port that
 * the URL names, so that a test can tell sites apart by name.
 */
export async function startTestProxy(): Promise<TestProxy> {
  const login = { username: 'tester', password: 'for tests only' }
  const expected = `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`
  const sockets = new Set<Socket>()
  const isKnown = ({ headers }: IncomingMessage) => headers['proxy-authorization'] === expected
  const server = createServer((incoming, response) => {
    if (!isKnown(incoming)) {
      proxy.challenges++
      return void response.writeHead(407, { 'proxy-authenticate': CHALLENGE }).end()
    }
    proxy.seen.push(`${incoming.method} ${incoming.url}`)
    const { port, pathname, search } = new URL(incoming.url ?? '')
    if (!port) return void response.writeHead(403).end()
    const { method, headers } = incoming
    const outgoing = request({ host: '127.0.0.1', port, method, headers, path: `${pathname}${search}` }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    outgoing.on('error', () => response.destroy())
    response.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  })
  server.on('connect', (incoming, client: Socket) => {
    if (!isKnown(incoming)) {
      proxy.challenges++
      return client.end(`HTTP/1.1 407 Login\r\nProxy-Authenticate: ${CHALLENGE}\r\nContent-Length: 0\r\n\r\n`)
    }
    proxy.seen.push(`CONNECT ${incoming.url}`)
    const upstream = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1')
    upstream.on('connect', () => client.write('HTTP/1.1 200 OK\r\n\r\n'))
    upstream.on('error', () => client.destroy())
    client.on('error', () => upstream.destroy())
    client.pipe(upstream).pipe(client)
  })
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const proxy: TestProxy = {
    port: (server.address() as AddressInfo).port,
    ...login,
    seen: [],
    challenges: 0,
    async stop() {
      server.close()
      for (const socket of sockets) socket.destroy()
      if (server.listening) await once(server, 'close')
    },
  }
  return proxy
}

export interface TestRenderer {
  renderer: Renderer
  proxy: TestProxy
  stop(): Promise<void>
}

/** A real Chromium behind a real proxy, one process unless asked for more. */
export async function startTestRenderer(options: Partial<RendererOptions> = {}): Promise<TestRenderer> {
  const proxy = await startTestProxy()
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'bindery-render-')))
  const renderer = createRenderer({ named: null, proxy, size: 1, ...options, dataDir })
  const stop = async () => {
    await renderer.stop()
    await proxy.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  await renderer.start().catch(async (error) => {
    await stop()
    throw error
  })
  return { renderer, proxy, stop }
}

/** A small job; whatever differs is given. */
export const jobOf = (html: string, rest: Partial<RenderJob> = {}): RenderJob => ({
  html,
  width: 200,
  height: 100,
  deviceScaleFactor: 1,
  javaScript: false,
  owner: 'bind_test',
  outputs: { png: true, pdf: false },
  ...rest,
})

export interface Pixels {
  width: number
  height: number
  data: Buffer
  /** Red, green, blue, alpha. */
  at(x: number, y: number): number[]
}

export async function decodePng(png: Buffer | null): Promise<Pixels> {
  if (!png) throw new Error('There is no picture')
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  return { width, height, data, at: (x, y) => [...data.subarray((y * width + x) * 4, (y * width + x) * 4 + 4)] }
}
