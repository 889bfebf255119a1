import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import type { TestCertificate } from './certificate.ts'

/** A request as the server got it, its body read to the end. */
export interface SeenRequest {
  method: string
  /** Path and query. */
  url: string
  headers: IncomingHttpHeaders
  body: string
}

export type Handler = (request: SeenRequest, response: ServerResponse) => void | Promise<void>

export interface TestServer {
  port: number
  /** `http://127.0.0.1:port`, or https. */
  url: string
  /** Every request so far, oldest first. */
  seen: SeenRequest[]
  /** Connections that were ever opened. */
  connections: number
  stop(): Promise<void>
}

export interface TestServerOptions {
  tls?: TestCertificate
  /** Address to listen on; default 127.0.0.1. */
  host?: string
  port?: number
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const { method = '', url = '', headers } = request
  return { method, url, headers, body: Buffer.concat(chunks).toString() }
}

/** A real HTTP server on a free loopback port, HTTPS where a certificate is given. Give it `sendJson(...)` or a handler. */
export async function startServer(handler: Handler, options: TestServerOptions = {}): Promise<TestServer> {
  const { tls, host = '127.0.0.1' } = options
  const seen: SeenRequest[] = []
  const sockets = new Set<Socket>()
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const known = await read(request)
      seen.push(known)
      await handler(known, response)
    } catch {
      response.destroy()
    }
  }
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest)
  const started: TestServer = {
    port: 0,
    url: '',
    seen,
    connections: 0,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
  server.on('connection', (socket: Socket) => {
    started.connections++
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.listen(options.port ?? 0, host)
  await once(server, 'listening')
  started.port = (server.address() as AddressInfo).port
  const shown = host.includes(':') ? `[${host}]` : host
  started.url = `${tls ? 'https' : 'http'}://${shown}:${started.port}`
  return started
}

/** A handler that answers every request with the same JSON. */
export const sendJson =
  (value: unknown, headers: Record<string, string> = {}, status = 200): Handler =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
  }

/** A bare TCP server, for what no HTTP server would do. */
export async function startTcpServer(
  onSocket: (socket: Socket) => void,
  wanted = 0,
): Promise<{ port: number; stop(): Promise<void> }> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    onSocket(socket)
  })
  server.listen(wanted, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Below 32,768, where Linux begins with those that it hands out; others begin higher. */
const NOT_HANDED_OUT = { from: 20_000, to: 32_000 }

/**
 * A loopback port on which nothing listens. No system hands it out to those who take any port, so that it stays free
 * for whoever is to listen there later, or again.
 */
export async function closedPort(): Promise<number> {
  for (;;) {
    const port = randomInt(NOT_HANDED_OUT.from, NOT_HANDED_OUT.to)
    const server = await startTcpServer(() => {}, port).catch(() => null)
    await server?.stop()
    if (server) return port
  }
}
