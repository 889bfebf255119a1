import type { Socket } from 'node:net'
import type { Agent, Dispatcher } from 'undici'
import { Problem } from '../../shared/errors.ts'
import type { AddressKind } from './address-ranges.ts'
import { classifyAddress } from './addresses.ts'
import { parseAllowEntry } from './allow-list.ts'
import { dial } from './dial.ts'
import { dialProxy } from './dial-proxy.ts'
import type { GateOptions } from './gate.ts'
import { GatedDispatcher } from './gated-dispatcher.ts'
import { hostOf } from './host-name.ts'
import { createJudge } from './judge.ts'
import type { JudgedTarget } from './judged-target.ts'
import { openTunnel, parseOutboundProxy } from './outbound-proxy.ts'
import { pooledAgent } from './pooled-agent.ts'
import { startTls, trustedContext } from './tls-session.ts'

/** Connections at a time; more requests wait. */
const CONNECTIONS = 8
/** Where an answer can only come from somebody's own network. */
const PRIVATE: ReadonlySet<string> = new Set<AddressKind>([
  'loopback',
  'private',
  'unique local',
  'link-local',
  'carrier-grade NAT',
])

export type NamedServerOptions = Omit<GateOptions, 'allowed'>

/** The way to a server that a person named as such, so that no allow list has a say in it. */
export interface NamedServer {
  dispatcher: Dispatcher
  /** Ends all connections at once, with what runs on them. To be called when any of the options changes. */
  reset(): void
  stop(): Promise<void>
}

/**
 * Opens a way out that is not gated, but for what nobody can want: metadata addresses, the farm itself, and plain http
 * to anywhere but a private address, because it would carry a key in the clear. Public addresses are reached by the
 * outbound proxy where there is one, private ones directly.
 */
export function openNamedServer(options: NamedServerOptions): NamedServer {
  let generation = new AbortController()
  /** Made when it is asked for: reading all authorities takes its time. */
  let agent: Agent | null = null
  const closing = new Set<Promise<void>>()

  function makeAgent(): Agent {
    const trusted = trustedContext(options)
    const proxy = options.outboundProxy ? parseOutboundProxy(options.outboundProxy) : null

    async function reach(target: JudgedTarget, signal: AbortSignal): Promise<Socket> {
      if (target.via === 'proxy' && proxy !== null)
        return openTunnel(await dialProxy(proxy, signal), proxy, target, signal)
      return dial(target.addresses, target.port, `${target.host}:${target.port}`, signal)
    }
    async function open(url: URL, signal: AbortSignal): Promise<Socket> {
      const target = await judgeNamed(url, options, proxy !== null, signal)
      const socket = await reach(target, signal)
      return url.protocol === 'https:' ? startTls(socket, target.host, trusted, signal) : socket
    }
    return pooledAgent({ connections: CONNECTIONS, ended: generation.signal, open })
  }

  function end(): void {
    generation.abort(new Error('The way out was reset'))
    generation = new AbortController()
    if (agent === null) return
    const closed = agent.destroy().finally(() => closing.delete(closed))
    closing.add(closed)
    agent = null
  }

  return {
    dispatcher: new GatedDispatcher((request) => {
      agent ??= makeAgent()
      return { dispatcher: agent, options: request }
    }),
    reset: end,
    async stop() {
      end()
      await Promise.all(closing)
    },
  }
}

/** @throws {Problem} `validation-error` where http would leave the private network */
async function judgeNamed(
  url: URL,
  options: NamedServerOptions,
  hasProxy: boolean,
  signal: AbortSignal,
): Promise<JudgedTarget> {
  const host = hostOf(url)
  const named = parseAllowEntry(host.includes(':') ? `[${host}]` : host)
  const { ownPorts, ownAddresses, lookup } = options
  const judge = createJudge({
    ownPorts,
    ...(ownAddresses && { ownAddresses }),
    ...(lookup && { lookup }),
    allowed: () => [named],
    proxied: false,
  })
  const target = await judge(url, 'data', signal).catch((error: unknown) => {
    // Behind a proxy this machine often has no names but its own; the proxy answers for what it finds.
    const isUnknown = error instanceof Problem && error.options.stage === 'dns'
    if (!isUnknown || !hasProxy || url.protocol !== 'https:') throw error
    return { host, port: Number(url.port || 443), purpose: 'data', via: 'proxy', addresses: [] } satisfies JudgedTarget
  })
  const isPrivate =
    target.addresses.length > 0 && target.addresses.every(({ address }) => PRIVATE.has(classifyAddress(address)))
  if (url.protocol === 'http:' && !isPrivate) throw plainHttp(host)
  return { ...target, via: hasProxy && !isPrivate ? 'proxy' : 'direct' }
}

function plainHttp(host: string): Problem {
  const message = `${host} is not at a private address, and http would send the key in the clear: use https`
  return new Problem('validation-error', message, {
    fields: [{ field: 'baseUrl', message, code: 'invalid_format' }],
  })
}
