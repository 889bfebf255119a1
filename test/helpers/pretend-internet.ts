import { Socket } from 'node:net'

export interface PretendInternet {
  /** `address:port` of every connection that was asked for. */
  dialled: string[]
  stop(): void
}

interface Target {
  host?: string
  port?: number
}

/**
 * Stands for the public internet, so that no packet of a test leaves the machine: a connection that this process makes
 * to one of `addresses` is led to a server on loopback, and looks like the real one to whoever asks for its peer.
 */
export function pretendInternet(addresses: readonly string[], port: number): PretendInternet {
  const dialled: string[] = []
  const { connect } = Socket.prototype
  Socket.prototype.connect = function (this: Socket, ...given: unknown[]) {
    // net.connect() hands over what it has normalised: [options, callback].
    const { host = '', port: asked } = ([given[0]].flat()[0] ?? {}) as Target
    if (!addresses.includes(host)) return Reflect.apply(connect, this, given)
    dialled.push(`${host}:${asked}`)
    Object.defineProperty(this, 'remoteAddress', { get: () => host })
    return Reflect.apply(connect, this, [{ host: '127.0.0.1', port }])
  } as Socket['connect']
  return {
    dialled,
    stop() {
      Socket.prototype.connect = connect
    },
  }
}
