import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Gate } from './gate.ts'
import { type BlockedRequest, IDLE_MS, type InternalAsset, MAX_CONNECTIONS } from './page-proxy-context.ts'
import { answer, forward } from './page-proxy-forward.ts'
import { endWith, tunnel } from './page-proxy-tunnel.ts'
import { makeProxyCredential } from './proxy-credential.ts'

export interface PageProxyOptions {
  gate: Gate
  /** Told of each request that the gate refused, so that the UI can offer to allow its host. */
  onBlocked?: (blocked: BlockedRequest) => void
  /** Answers for `http://*.bindery.invalid/`, with no network; null is a 404. */
  internal?: (url: URL) => InternalAsset | null
  /** Where it listens; default 127.0.0.1 and a free port. */
  listen?: { host: string; port: number }
  /** `host:port` by which browsers reach it, where it is not as it listens; nobody is led there. */
  address?: string
  /** Told the path of what asks it directly, as if it were a host and no proxy. */
  onDirect?: (path: string) => void
}

export interface PageProxy {
  port: number
  username: string
  password: string
  stop(): Promise<void>
}

const CHALLENGE = 'Basic realm="Bindery pages"'
const WANTS_LOGIN = 'This proxy serves only the pages that Bindery draws.'

/** The forward proxy through which, and only through which, pages reach the network. */
export async function startPageProxy(options: PageProxyOptions): Promise<PageProxy> {
  const credential = makeProxyCredential()
  const itself = options.address && new URL(`http://${options.address}`).host
  const context = {
    gate: options.gate,
    dispatcher: options.gate.dispatcher('pages'),
    onBlocked: options.onBlocked ?? (() => {}),
    internal: options.internal ?? (() => null),
    isItself: ({ host }: URL) => host === itself,
  }
  // Tunnels leave the server's own bookkeeping, so every client is kept here, to be ended by stop().
  const clients = new Set<Socket>()
  const server = createServer({ headersTimeout: 10_000, requestTimeout: IDLE_MS, keepAliveTimeout: IDLE_MS })
  server.maxConnections = MAX_CONNECTIONS
  server.on('connection', (socket: Socket) => {
    clients.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => clients.delete(socket))
  })
  server.on('request', (request, response) => {
    if (request.url?.startsWith('/')) options.onDirect?.(request.url)
    if (credential.accepts(request.headers['proxy-authorization'])) return void forward(request, response, context)
    answer(response, 407, WANTS_LOGIN, { 'proxy-authenticate': CHALLENGE })
  })
  server.on('connect', (request, client: Socket, head: Buffer) => {
    if (credential.accepts(request.headers['proxy-authorization'])) {
      return void tunnel(request.url ?? '', client, head, context)
    }
    endWith(client, 407, WANTS_LOGIN, `Proxy-Authenticate: ${CHALLENGE}\r\n`)
  })
  server.on('clientError', (_error, client) => {
    if (client.writable) endWith(client, 400, 'This is not a request that a proxy understands.')
    else client.destroy()
  })
  const { host, port } = options.listen ?? { host: '127.0.0.1', port: 0 }
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    username: credential.username,
    password: credential.password,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const client of clients) client.destroy()
      await closed
    },
  }
}
