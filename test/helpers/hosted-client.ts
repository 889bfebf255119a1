import { Agent } from 'undici'
import type { CallParts } from '../../src/main/sync/hosted-call.ts'
import { createHosted } from '../../src/main/sync/hosted-client.ts'
import type { HostedServer } from './hosted-server.ts'

/** Where the clocks of a client stand that has not waited yet. */
export const CLIENT_STARTED_AT = Date.UTC(2030, 0, 1)

/**
 * What a client of the hosted API is made of. Its clocks go on by its waits alone, which are over at once; `waits` are
 * those that it asked for.
 */
export function hostedParts({ url, key }: Pick<HostedServer, 'url' | 'key'>, more: Partial<CallParts> = {}) {
  const waits: number[] = []
  const dispatcher = new Agent()
  let passed = 0
  const parts: CallParts = {
    dispatcher,
    base: new URL(url),
    key,
    version: '0.0.0',
    now: () => CLIENT_STARTED_AT + passed,
    monotonic: () => passed,
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
