import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { type Owed, refuseMalformed } from './malformed.ts'

/** All in milliseconds. */
export interface Limits {
  /** A whole request must have come within this. */
  requestMs: number
  headersMs: number
  /** How often the two limits above are looked at. */
  checkMs: number
  /** A connection on which nothing moves for this long, while nothing is being worked on for it, is hung up on. */
  stuckMs: number
}

/** How long a connection on which nothing is asked stays open, in milliseconds. */
export const KEEP_ALIVE_MS = 5_000

const LIMITS: Limits = { requestMs: 60_000, headersMs: 15_000, checkMs: 5_000, stuckMs: 30_000 }

export interface Listener {
  server: Server
  /** Takes what the parser could not read. */
  refuse(error: Error & { code?: string }, socket: Socket): void
}

export interface Handlers {
  /** Answers whole, or leaves the request alone and gives false. */
  atOnce(request: IncomingMessage, response: ServerResponse): boolean
  handler: RequestListener
}

/** The bare HTTP server: its limits, and what is done about bytes that no handler gets to see. */
export function createListener({ atOnce, handler }: Handlers, limits: Limits = LIMITS): Listener {
  const connections = new WeakMap<Socket, Owed>()
  const refused = new WeakSet<Socket>()
  const options = {
    // A missing Host is answered like a wrong one, by the guard.
    requireHostHeader: false,
    connectionsCheckingInterval: limits.checkMs,
    requestTimeout: limits.requestMs,
    headersTimeout: limits.headersMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
  }
  const isBusy = (socket: Socket) => (connections.get(socket)?.answers.size ?? 0) > 0
  const server = createServer(options, (request, response) => {
    const { socket } = request
    // What is answered at once is owed to nobody, unless it has to wait for what was asked before it.
    const isAnswered = !isBusy(socket) && atOnce(request, response)
    // To set this limit costs as much as a check, and what is answered and sent is under that of a kept connection next.
    if (isAnswered && socket.writableLength === 0) return
    socket.setTimeout(limits.stuckMs)
    if (isAnswered) return
    remember(connections, socket, response)
    handler(request, response)
  })
  // An expectation that is not known may be ignored (RFC 9110, 10.1.1); Node's own refusal would pass by the guards.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  server.on('timeout', (socket) => {
    // What takes long to answer is waited for; a client that does not read its answer is not.
    if (!isBusy(socket) || socket.writableLength > 0) socket.destroy()
  })
  return {
    server,
    refuse(error, socket) {
      // What follows such bytes is no request either.
      if (refused.has(socket)) return
      refused.add(socket)
      void refuseMalformed(error, socket, connections.get(socket))
    },
  }
}

function remember(connections: WeakMap<Socket, Owed>, socket: Socket, response: ServerResponse): void {
  const owed = connections.get(socket)
  const answers = owed?.answers ?? new Set()
  connections.set(socket, { answers: answers.add(response), latest: response })
  response.once('close', () => answers.delete(response))
}
