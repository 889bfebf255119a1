import type { Socket } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { LRUCache } from 'lru-cache'
import type { Agent, Dispatcher } from 'undici'
import { toAbsoluteForm } from './absolute-form.ts'
import { type AllowEntry, findAllowEntry, type Purpose } from './allow-list.ts'
import { dial } from './dial.ts'
import { dialProxy } from './dial-proxy.ts'
import { GatedDispatcher } from './gated-dispatcher.ts'
import { hostOf, portOf } from './host-name.ts'
import { createJudge, type Judge, type JudgeOptions } from './judge.ts'
import type { JudgedTarget } from './judged-target.ts'
import { type OutboundProxy, openTunnel, parseOutboundProxy, usesOutboundProxy } from './outbound-proxy.ts'
import { pooledAgent } from './pooled-agent.ts'
import { startTls, type TrustOptions, trustedContext } from './tls-session.ts'

/** Connections at a time to one origin for one purpose; more requests wait. */
const CONNECTIONS_PER_ORIGIN = 32

/** Whom it trusts and by which proxy it goes out is read at its making and at every reset, so these may be getters. */
export interface GateOptions extends Omit<JudgeOptions, 'proxied'>, TrustOptions {
  /** `http://[user:pass@]host:port`: the way out for data and webhooks of hosts not on the allow list. */
  outboundProxy?: string | null
}

/** The one way to the network: nothing else in the farm opens connections for data, pages or webhooks. */
export interface Gate {
  judge: Judge
  /** A TCP connection (through the outbound proxy: a tunnel) to a target that was judged. It ends at the next reset. */
  connect(target: JudgedTarget, signal: AbortSignal): Promise<Socket>
  /** The address that the last connection to an origin went to; null where there is none, or a proxy stands in between. */
  peerOf(url: URL, purpose: Purpose): string | null
  /** Pooled HTTP(S), judged at every new connection. A withdrawn permission ends its connections at the next request. */
  dispatcher(purpose: Purpose): Dispatcher
  /** Ends all connections at once, with what runs on them. To be called when any of the options changes. */
  reset(): void
  stop(): Promise<void>
}

/** Origins whose addresses are remembered. */
const MOST_PEERS = 1000

type Route = 'direct' | 'plain proxy' | 'tunnel'

export function createGate(options: GateOptions): Gate {
  const proxyOf = ({ outboundProxy }: GateOptions) => (outboundProxy ? parseOutboundProxy(outboundProxy) : null)
  let proxy = proxyOf(options)
  let trusted = trustedContext(options)
  const judge = createJudge({
    ...options,
    get proxied() {
      return proxy !== null
    },
  })
  const agents = new Map<string, Agent>()
  const closing = new Set<Promise<void>>()
  let knownList: readonly AllowEntry[] | null = null
  const peers = new LRUCache<string, string>({ max: MOST_PEERS })
  /** Connections that were handed out, until they close. */
  const handedOut = new Set<Socket>()
  /** Ends the connections that are still being made under the present allow list. */
  let generation = new AbortController()

  async function connect(target: JudgedTarget, signal: AbortSignal): Promise<Socket> {
    const place = `${target.host}:${target.port}`
    if (target.via === 'direct') return dial(target.addresses, target.port, place, signal)
    return openTunnel(await dialProxy(requireProxy(proxy), signal), requireProxy(proxy), target, signal)
  }

  async function open(url: URL, purpose: Purpose, route: Route, signal: AbortSignal): Promise<Socket> {
    const judged = await judge(url, purpose, signal)
    // The route was picked when the request was; a list that has changed since has no say in it until the next one.
    const target: JudgedTarget = { ...judged, via: route === 'direct' ? 'direct' : 'proxy' }
    if (route === 'plain proxy') return dialProxy(requireProxy(proxy), signal)
    const socket = await connect(target, signal)
    if (route === 'direct') peers.set(`${purpose} ${url.origin}`, socket.remoteAddress ?? '')
    return url.protocol === 'https:' ? startTls(socket, target.host, trusted, signal) : socket
  }

  async function handOut(target: JudgedTarget, signal: AbortSignal): Promise<Socket> {
    const socket = await connect(target, AbortSignal.any([signal, generation.signal]))
    handedOut.add(socket)
    return socket.once('close', () => handedOut.delete(socket))
  }

  function routeTo(place: string, purpose: Purpose): Route {
    if (proxy === null || !usesOutboundProxy(purpose)) return 'direct'
    const url = new URL(place)
    if (findAllowEntry(options.allowed(), hostOf(url), portOf(url), purpose) !== null) return 'direct'
    return url.protocol === 'https:' ? 'tunnel' : 'plain proxy'
  }

  function agentFor(purpose: Purpose, route: Route): Agent {
    const key = `${purpose} ${route}`
    const known = agents.get(key)
    if (known) return known
    const agent = pooledAgent({
      connections: CONNECTIONS_PER_ORIGIN,
      ended: generation.signal,
      open: (url, signal) => open(url, purpose, route, signal),
    })
    agents.set(key, agent)
    return agent
  }

  /** Pools belong to the allow list that they were opened under. */
  function noticeList(): void {
    const list = options.allowed()
    if (list === knownList) return
    if (knownList !== null && !isDeepStrictEqual(list, knownList)) reset()
    knownList = list
  }

  function reset(): void {
    generation.abort(new Error('The gate was reset'))
    generation = new AbortController()
    for (const agent of agents.values()) {
      const closed = agent.destroy().finally(() => closing.delete(closed))
      closing.add(closed)
    }
    agents.clear()
    for (const socket of handedOut) socket.destroy()
  }

  function readAnew(): void {
    proxy = proxyOf(options)
    trusted = trustedContext(options)
    reset()
  }

  return {
    judge,
    connect: handOut,
    peerOf: (url, purpose) =>
      (routeTo(url.href, purpose) === 'direct' && peers.get(`${purpose} ${url.origin}`)) || null,
    dispatcher: (purpose) =>
      new GatedDispatcher((request) => {
        noticeList()
        const route = routeTo(String(request.origin), purpose)
        const isPlain = route === 'plain proxy'
        return {
          dispatcher: agentFor(purpose, route),
          options: isPlain ? toAbsoluteForm(request, requireProxy(proxy)) : request,
        }
      }),
    reset: readAnew,
    async stop() {
      reset()
      await Promise.all(closing)
    },
  }
}

function requireProxy(proxy: OutboundProxy | null): OutboundProxy {
  if (proxy === null) throw new Error('A target was judged for an outbound proxy that is not there')
  return proxy
}
