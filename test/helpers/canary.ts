import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

export interface Knock {
  how: 'tcp' | 'udp'
  /** The address of this machine that was knocked at. */
  at: string
  /** The start of what was said: a request line, where it was one. */
  said: string
}

/** What must never be reached: whoever connects, or sends a packet, is recorded. */
export interface Canary {
  /** The same for TCP and UDP, IPv4 and IPv6. */
  port: number
  /** Every connection and every packet so far, oldest first. */
  knocks: Knock[]
  stop(): Promise<void>
}

/** What it answers, so that a gate that is open shows to be. */
export interface CanaryAnswer {
  status: number
  contentType: string
  body: Buffer
}

const NOT_FOUND: CanaryAnswer = { status: 404, contentType: 'text/plain', body: Buffer.from('canary') }
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
    socket.on('message', (packet) => onPacket(i === 0 ? '0.0.0.0' : '::', packet))
    socket.bind(port)
    await once(socket, 'listening')
  }
  return sockets
}

/** @param port 0 for any that is free */
export async function startCanary(port = 0, answer: CanaryAnswer = NOT_FOUND): Promise<Canary> {
  const knocks: Knock[] = []
  const open = new Set<Socket>()
  const onSocket = (socket: Socket) => {
    const knock: Knock = { how: 'tcp', at: socket.localAddress ?? '', said: '' }
    knocks.push(knock)
    open.add(socket)
    socket.on('error', () => {}).once('close', () => open.delete(socket))
    socket.once('data', (chunk) => {
      knock.said = chunk.toString('latin1').split('\r\n', 1)[0]?.slice(0, 300) ?? ''
      const head = `HTTP/1.1 ${answer.status} Canary\r\nAccess-Control-Allow-Origin: *\r\nContent-Type: ${answer.contentType}\r\nContent-Length: ${answer.body.length}`
      socket.end(Buffer.concat([Buffer.from(`${head}\r\nConnection: close\r\n\r\n`), answer.body]))
    })
  }
  const onPacket = (at: string, packet: Buffer) => knocks.push({ how: 'udp', at, said: packet.toString('hex', 0, 40) })

  for (let attempt = 1; ; attempt++) {
    const servers: Server[] = []
    try {
      const bound = await listen(port, onSocket, servers)
      const sockets = await bind(bound, onPacket)
      return {
        port: bound,
        knocks,
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
