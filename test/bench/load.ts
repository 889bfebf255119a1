import { connect, type Socket } from 'node:net'

export interface Load {
  origin: string
  path: string
  headers: Record<string, string>
  /** Every answer must have it. */
  status: number
  connections: number
  ms: number
}

/** Into one place: by itself Node takes as much anew for each read, which costs as much as an answer. */
const READ_BYTES = 64 * 1024

/**
 * Requests a second over kept connections, one under way on each. By bare sockets, since a client that costs more than
 * the server would be what is measured: all answers are as long as the first of their connection.
 */
export async function load({ connections, ...asked }: Load): Promise<number> {
  const start = performance.now()
  const counts = await Promise.all(Array.from({ length: connections }, () => askAgainAndAgain(asked)))
  const done = counts.reduce((sum, count) => sum + count, 0)
  return done / ((performance.now() - start) / 1000)
}

async function askAgainAndAgain({ origin, path, headers, status, ms }: Omit<Load, 'connections'>): Promise<number> {
  const { hostname, port, host } = new URL(origin)
  const lines = Object.entries({ host, ...headers }).map(([name, value]) => `${name}: ${value}`)
  const request = Buffer.from([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'))
  const expected = `HTTP/1.1 ${status} `
  const end = performance.now() + ms
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  let done = 0
  let length = 0
  let left = 0
  const take = (chunk: Buffer) => {
    if (left === 0) {
      if (chunk.toString('latin1', 0, expected.length) !== expected) {
        reject(new Error(`Expected ${expected}, got ${chunk.toString('latin1', 0, 40)}`))
        return
      }
      length ||= lengthOf(chunk)
      left = length
    }
    left -= chunk.length
    if (left > 0) return
    if (left < 0) return reject(new Error('An answer was longer than the first'))
    done++
    if (performance.now() < end) socket.write(request)
    else resolve(done)
  }
  const buffer = Buffer.alloc(READ_BYTES)
  const callback = (bytes: number) => {
    take(buffer.subarray(0, bytes))
    return true
  }
  const socket = connect({ port: Number(port), host: hostname, onread: { buffer, callback } }).setNoDelay()
  socket.on('connect', () => socket.write(request))
  socket.on('error', reject).on('close', () => reject(new Error('The connection was closed')))
  return promise.finally(() => hangUp(socket))
}

function lengthOf(start: Buffer): number {
  const head = start.indexOf('\r\n\r\n')
  if (head < 0) throw new Error('The head of an answer came in parts')
  const { content = '0' } = /\r\ncontent-length: (?<content>\d+)/i.exec(start.toString('latin1', 0, head))?.groups ?? {}
  const hasBody = !start.toString('latin1', 0, 12).endsWith('304')
  return head + 4 + (hasBody ? Number(content) : 0)
}

function hangUp(socket: Socket): void {
  socket.removeAllListeners('close')
  socket.destroy()
}
