import { Problem } from '../../shared/errors.ts'
import { type HostPort, parseHostPort } from '../../shared/host-port.ts'
import { classifyAddress } from './addresses.ts'
import type { Gate } from './gate.ts'
import { hostOf } from './host-name.ts'
import type { BlockedRequest } from './page-proxy-context.ts'
import { startWorkerProxy, type WorkerProxy } from './worker-proxy.ts'

export interface WorkerProxiesOptions {
  gate: Gate
  onBlocked(blocked: BlockedRequest): void
  /** `host:port` to listen on; null where that is loopback alone. */
  listen(): string | null
  /** `host:port` by which it is reached; null where that is as it listens. */
  address(): string | null
  /** Ports of the farm's own, which nobody may be led to. */
  ownPorts: number[]
}

export interface WorkerProxies {
  /** The proxy for a browser at that URL. @throws {Problem} where it has none that it could reach */
  proxyFor(browser: URL): Promise<WorkerProxy>
  /** Ends it, until it is asked for again. */
  close(): Promise<void>
}

const LOOPBACK: HostPort = { host: '127.0.0.1', port: 0 }
const EVERYWHERE = ['0.0.0.0', '::']

const isLoopback = (host: string): boolean => host === 'localhost' || classifyAddress(host) === 'loopback'

/** Has the pages' proxy for browsers elsewhere open as long as there are any, where the settings say. */
export function keepWorkerProxies({ gate, onBlocked, listen, address, ownPorts }: WorkerProxiesOptions): WorkerProxies {
  let open: { key: string; proxy: Promise<WorkerProxy> } | null = null

  async function start(at: HostPort, reached: HostPort): Promise<WorkerProxy> {
    try {
      const proxy = await startWorkerProxy({ gate, onBlocked, listen: at, address: reached })
      ownPorts.push(proxy.ownPort)
      return proxy
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
      throw new Problem('unavailable', `The pages' proxy can not listen at ${at.host}:${at.port} (${code}).`, { cause })
    }
  }

  async function close(): Promise<void> {
    const proxy = await open?.proxy.catch(() => null)
    open = null
    if (!proxy) return
    const index = ownPorts.indexOf(proxy.ownPort)
    if (index >= 0) ownPorts.splice(index, 1)
    await proxy.stop()
  }

  return {
    async proxyFor(browser) {
      const at = parseHostPort(listen() ?? '') ?? LOOPBACK
      const reached = reachedAt(at, parseHostPort(address() ?? ''), isLoopback(hostOf(browser)))
      const key = JSON.stringify([at, reached])
      if (open && open.key !== key) await close()
      open ??= { key, proxy: start(at, reached) }
      const opened = open
      return opened.proxy.catch((error) => {
        if (open === opened) open = null
        throw error
      })
    },
    close,
  }
}

function reachedAt(at: HostPort, given: HostPort | null, isHere: boolean): HostPort {
  if (given) return given
  if (EVERYWHERE.includes(at.host)) {
    if (isHere) return { host: '127.0.0.1', port: at.port }
    throw refusal("Say with pageProxyAddress how browsers elsewhere reach the pages' proxy.")
  }
  if (isHere || !isLoopback(at.host)) return at
  throw refusal(
    "It is on another machine, and the pages' proxy listens on this one alone. Have that listen (pageProxyListen) at an address of this machine that it reaches, such as 192.168.1.5:4748.",
  )
}

const refusal = (message: string): Problem => new Problem('unavailable', message, { retriable: false })
