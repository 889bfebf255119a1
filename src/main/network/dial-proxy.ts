import { lookup } from 'node:dns/promises'
import type { Socket } from 'node:net'
import { connectFault } from './connect-faults.ts'
import { dial } from './dial.ts'
import type { OutboundProxy } from './outbound-proxy.ts'

/** The proxy's own address comes from the settings and is looked up by the system, unjudged: it may well be private. */
export async function dialProxy(proxy: OutboundProxy, signal: AbortSignal): Promise<Socket> {
  const addresses = await lookup(proxy.host, { all: true }).catch((error: unknown) => {
    throw connectFault('The outbound proxy', error)
  })
  return dial(addresses, proxy.port, 'The outbound proxy', signal)
}
