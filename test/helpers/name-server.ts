import { createSocket, type Socket as UdpSocket } from 'node:dgram'
import { Resolver } from 'node:dns/promises'
import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { type Answer, AUTHORITATIVE_ANSWER, decode, encode } from 'dns-packet'
import type { ResolvedAddress } from '../../src/main/network/judged-target.ts'
import type { Lookup } from '../../src/main/network/lookups.ts'

/** What the server says of a name: records, or how it fails. `silence` never answers. */
export type Said = Answer[] | 'NXDOMAIN' | 'SERVFAIL' | 'silence'

export interface NameServer {
  /** `A name` or `AAAA name` of every question, oldest first. */
  asked: string[]
  /** Asks this server over the network, for both families, as the system would: no cache, no hosts file. */
  lookup: Lookup
  stop(): Promise<void>
}

const RCODES = { NXDOMAIN: 3, SERVFAIL: 2 } as const

/** A real DNS server on loopback, over UDP and TCP. `say` is asked anew for every question. */
export async function startNameServer(say: (type: 'A' | 'AAAA', name: string) => Said): Promise<NameServer> {
  const asked: string[] = []
  const answer = (packet: Buffer): Buffer | null => {
    const { id, questions = [] } = decode(packet)
    const [question] = questions
    if (!question) return null
    const type = question.type === 'AAAA' ? 'AAAA' : 'A'
    asked.push(`${type} ${question.name}`)
    const said = say(type, question.name.toLowerCase())
    if (said === 'silence') return null
    const flags = AUTHORITATIVE_ANSWER | (typeof said === 'string' ? RCODES[said] : 0)
    return encode({ type: 'response', id: id ?? 0, flags, questions, answers: typeof said === 'string' ? [] : said })
  }

  const open = new Set<Socket>()
  const { udp, tcp, port } = await onOnePort(() => {
    const udp = createSocket('udp4').on('message', (packet, from) => {
      const bytes = answer(packet)
      if (bytes) udp.send(bytes, from.port, from.address)
    })
    const tcp = createServer((socket) => {
      open.add(socket)
      socket.on('error', () => {}).once('close', () => open.delete(socket))
      socket.on('data', (chunk) => {
        const bytes = answer(chunk.subarray(2))
        if (bytes) socket.write(Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]))
      })
    })
    return { udp, tcp }
  })

  const resolver = new Resolver({ timeout: 300, tries: 2 })
  resolver.setServers([`127.0.0.1:${port}`])
  return {
    asked,
    async lookup(name) {
      const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
      const addresses: ResolvedAddress[] = [
        ...(four.status === 'fulfilled' ? four.value : []).map((address) => ({ address, family: 4 })),
        ...(six.status === 'fulfilled' ? six.value : []).map((address) => ({ address, family: 6 })),
      ]
      if (addresses.length === 0 && four.status === 'rejected') throw four.reason
      return addresses
    },
    async stop() {
      resolver.cancel()
      for (const socket of open) socket.destroy()
      udp.close()
      await once(tcp.close(), 'close')
    },
  }
}

interface Ears {
  udp: UdpSocket
  tcp: Server
}

/** A port that is free for UDP may be taken for TCP, so another one is tried then. */
async function onOnePort(make: () => Ears): Promise<Ears & { port: number }> {
  for (let attempt = 1; ; attempt++) {
    const { udp, tcp } = make()
    try {
      await once(tcp.listen(0, '127.0.0.1'), 'listening')
      const { port } = tcp.address() as AddressInfo
      udp.bind(port, '127.0.0.1')
      await once(udp, 'listening')
      return { udp, tcp, port }
    } catch (error) {
      tcp.close()
      if (attempt === 20) throw error
    }
  }
}
