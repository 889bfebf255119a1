import type { Socket } from 'node:net'
import { Agent } from 'undici'
import { withConnectLimit } from './connect-limit.ts'

/** How long an unused connection is kept, in milliseconds. Short, so that a name is looked up again soon. */
const KEEP_ALIVE_MS = 4_000

export interface PoolOptions {
  /** At a time to one origin; more requests wait. */
  connections: number
  /** Ends connections that are still being made. */
  ended: AbortSignal
  open(url: URL, signal: AbortSignal): Promise<Socket>
}

/** Pooled HTTP over connections that are opened by rules of one's own. */
export function pooledAgent({ connections, ended, open }: PoolOptions): Agent {
  return new Agent({
    allowH2: false,
    connections,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    connect: ({ protocol, host, hostname, port }, callback) => {
      const url = new URL(`${protocol}//${host ?? `${hostname}:${port}`}`)
      withConnectLimit(url.host, ended, (signal) => open(url, signal)).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      )
    },
  })
}
