import { randomBytes } from 'node:crypto'
import { type PageProxyOptions, startPageProxy } from './page-proxy.ts'
import type { InternalAsset } from './page-proxy-context.ts'

export interface WorkerProxyOptions extends Pick<PageProxyOptions, 'gate' | 'onBlocked'> {
  listen: { host: string; port: number }
  /** As browsers elsewhere reach it; a port of 0 stands for the one that it listens on. */
  address: { host: string; port: number }
}

/** Two URLs for a page to ask for, which tell which way it went. */
export interface Canary {
  /** Is answered by the proxy alone. */
  through: string
  /** Leads to the proxy as if it were a host, which is refused to those who ask by the proxy. */
  direct: string
  /** The proxy was used, with its login. */
  readonly cameThrough: boolean
  /** The proxy's address was reached as any host's: there is a way past the proxy. */
  readonly cameDirect: boolean
  release(): void
}

/** The pages' proxy for browsers elsewhere: with a login of its own, and on an address that they can reach. */
export interface WorkerProxy {
  host: string
  port: number
  username: string
  password: string
  /** The port that it listens on, which is that of the address unless something in between changes it. */
  ownPort: number
  canary(): Canary
  stop(): Promise<void>
}

const CANARY_HOST = 'canary.bindery.invalid'
const PIXEL: InternalAsset = {
  contentType: 'image/gif',
  body: Buffer.from('R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==', 'base64'),
}

export async function startWorkerProxy({ address, ...options }: WorkerProxyOptions): Promise<WorkerProxy> {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host
  const waiting = new Map<string, { cameThrough: boolean; cameDirect: boolean }>()
  const proxy = await startPageProxy({
    ...options,
    ...(address.port > 0 && { address: `${host}:${address.port}` }),
    internal(url) {
      const seen = url.hostname === CANARY_HOST ? waiting.get(url.pathname) : undefined
      if (seen) seen.cameThrough = true
      return seen ? PIXEL : null
    },
    onDirect(path) {
      const seen = waiting.get(path)
      if (seen) seen.cameDirect = true
    },
  })
  const port = address.port || proxy.port
  return {
    host,
    port,
    username: proxy.username,
    password: proxy.password,
    ownPort: proxy.port,
    canary() {
      const path = `/${randomBytes(16).toString('hex')}`
      const seen = { cameThrough: false, cameDirect: false }
      waiting.set(path, seen)
      return {
        through: `http://${CANARY_HOST}${path}`,
        direct: `http://${host}:${port}${path}`,
        get cameThrough() {
          return seen.cameThrough
        },
        get cameDirect() {
          return seen.cameDirect
        },
        release: () => void waiting.delete(path),
      }
    },
    stop: () => proxy.stop(),
  }
}
