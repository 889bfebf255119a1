import { Agent } from 'undici'
import type { CallParts } from '../../src/main/sync/hosted-call.ts'
import { createHosted } from '../../src/main/sync/hosted-client.ts'
import type { HostedServer } from './hosted-server.ts'

/** What a client of the hosted API is made of, with waits that are over at once; `waits` are those that it asked for. */
export function hostedParts({ url, key }: Pick<HostedServer, 'url' | 'key'>, more: Partial<CallParts> = {}) {
  const waits: number[] = []
  const dispatcher = new Agent()
  let passed = 0
  const parts: CallParts = {
    dispatcher,
    base: new URL(url),
    key,
    version: '0.0.0',
    now: Date.now,
    monotonic: () => performance.now() + passed,
    random: () => 0,
    async wait(ms) {
      waits.push(Math.round(ms))
      passed += ms
    },
    ...more,
  }
  return { parts, waits, stop: () => dispatcher.destroy() }
}

export function testClient(server: Pick<HostedServer, 'url' | 'key'>, more: Partial<CallParts> = {}) {
  const { parts, waits, stop } = hostedParts(server, more)
  return { hosted: createHosted(parts), waits, stop }
}
