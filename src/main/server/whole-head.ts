import { type ServerResponse, STATUS_CODES } from 'node:http'
import { KEEP_ALIVE_MS } from './listener.ts'

const STAYS_OPEN = `Connection: keep-alive\r\nKeep-Alive: timeout=${KEEP_ALIVE_MS / 1000}\r\n\r\n`

/**
 * Gives an answer a head that is known to be in order, in one piece: `writeHead` judges every name and value anew and puts
 * the head together of fifty parts, a fifth of what a small answer costs. Node has no door for this but the member in
 * which it keeps what it has put together; should that be gone, the answer is left without a head.
 * @param lines headers, the content's length too, each ended by a line break
 * @returns whether the answer has its head now; not where Node has to say more of the connection than that it stays open
 */
export function writeWholeHead(response: ServerResponse, status: number, lines: string): boolean {
  if (!response.shouldKeepAlive || response.req.headers.expect !== undefined) return false
  response.statusCode = status
  const inside = response as unknown as { _header: string }
  inside._header = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}${dateLine()}${STAYS_OPEN}`
  return response.headersSent
}

let second = 0
let line = ''

/** Written once a second, as Node does. */
function dateLine(): string {
  const now = Date.now()
  if (Math.floor(now / 1000) !== second) {
    second = Math.floor(now / 1000)
    line = `Date: ${new Date(now).toUTCString()}\r\n`
  }
  return line
}
