import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export interface Knock {
  how: 'tcp' | 'udp'
  /** Where on this machine it was knocked at: address and port. */
  at: string
  /** The start of what was said: the head of a request, where it was one. */
  said: string
}

/** What must never be reached: whoever connects, or sends a packet, is recorded. */
export interface Canary {
  /** The same for TCP and UDP, IPv4 and IPv6. */
  port: number
  stop(): Promise<void>
}

const ANSWER = [
  'HTTP/1.1 404 Canary',
  'Access-Control-Allow-Origin: *',
  'Content-Type: text/plain',
  'Content-Length: 6',
  'Connection: close',
  '',
  'canary',
].join('\r\n')
/** Ports that are tried until one is free for both protocols and both families. */
const ATTEMPTS = 20

/** On all addresses, since every one of this machine's is a private target: 127.0.0.2 as well as its interfaces'. */
async function listen(port: number, onSocket: (socket: Socket) => void, servers: Server[]): Promise<number> {
  let bound = port
  for (const place of [{ host: '0.0.0.0' }, { host: '::', ipv6Only: true }]) {
    const server = createServer(onSocket).listen({ port: bound, ...place })
    await once(server, 'listening')
    servers.push(server)
    bound = (server.address() as AddressInfo).port
  }
  return bound
}

async function bind(port: number, onPacket: (at: string, packet: Buffer) => void): Promise<UdpSocket[]> {
  const sockets = [createSocket({ type: 'udp4' }), createSocket({ type: 'udp6', ipv6Only: true })]
  for (const [i, socket] of sockets.entries()) {
    socket.on('message', (packet) => onPacket(`${i === 0 ? '0.0.0.0' : '[::]'}:${port}`, packet))
    socket.bind(port)
    await once(socket, 'listening')
  }
  return sockets
}

/**
 * @param knocks where every connection and every packet is recorded
 * @param port 0 for any that is free
 */
export async function startCanary(knocks: Knock[], port = 0): Promise<Canary> {
  const open = new Set<Socket>()
  const onSocket = (socket: Socket) => {
    const knock: Knock = { how: 'tcp', at: `${socket.localAddress}:${socket.localPort}`, said: '' }
    knocks.push(knock)
    open.add(socket)
    socket.on('error', () => {}).once('close', () => open.delete(socket))
    socket.once('data', (chunk) => {
      knock.said = chunk.toString('latin1').slice(0, 300)
      socket.end(ANSWER)
    })
  }
  const onPacket = (at: string, packet: Buffer) => {
    knocks.push({ how: 'udp', at, said: packet.toString('hex', 0, 40) })
  }

  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = []
    try {
      const bound = await listen(port, onSocket, servers)
      const sockets = await bind(bound, onPacket)
      return {
        port: bound,
        async stop() {
          for (const socket of open) socket.destroy()
          for (const socket of sockets) socket.close()
          await Promise.all(servers.map((server) => once(server.close(), 'close')))
        },
      }
    } catch (error) {
      for (const server of servers) server.close()
      if (attempt === ATTEMPTS || port !== 0) throw error
    }
  }
}
