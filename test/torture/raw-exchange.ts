import { connect } from 'node:net'

export interface RawReply {
  status: number
  /** Names in lower case; of repeated ones all values. */
  headers: Map<string, string[]>
  body: string
}

export interface Exchange {
  replies: RawReply[]
  /** Whether the farm ended the connection; a stream of events that has begun is taken as it is. */
  ended: boolean
}

export interface ExchangeOptions {
  /** Silence that is waited for, milliseconds; far more than an answer takes. */
  limitMs?: number
  /** Says that no more will come, so that what was begun is not waited for. */
  isAll?: boolean
}

/** Bytes above 127 of a text as UTF-8, for text that is sent as Latin-1. */
export const utf8 = (text: string): string => Buffer.from(text).toString('latin1')

/** Sends these very bytes (a text as Latin-1) and reads all answers until the farm ends the connection. */
export function exchange(
  port: number,
  sent: string | Buffer,
  { limitMs = 45_000, isAll = false }: ExchangeOptions = {},
): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>()
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  const finish = (ended: boolean) => {
    socket.destroy()
    resolve({ replies: parseReplies(Buffer.concat(chunks).toString('latin1')), ended })
  }
  socket.setTimeout(limitMs, () => finish(false))
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (chunks.length === 1 && chunk.includes('content-type: text/event-stream')) finish(true)
  })
  // A reset is an end too, and so is one that comes while the farm is still being written to.
  socket.on('error', () => finish(true))
  socket.on('close', () => finish(true))
  socket.write(typeof sent === 'string' ? Buffer.from(sent, 'latin1') : sent)
  if (isAll) socket.end()
  return promise
}

function parseReplies(text: string): RawReply[] {
  const replies: RawReply[] = []
  let rest = text
  while (rest !== '') {
    const end = rest.indexOf('\r\n\r\n')
    const [first = '', ...lines] = rest.slice(0, Math.max(0, end)).split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(first)?.[1])
    if (!status) break
    const headers = headersOf(lines)
    const body = rest.slice(end + 4, end + 4 + Number(headers.get('content-length')?.[0] ?? Number.POSITIVE_INFINITY))
    replies.push({ status, headers, body })
    rest = status === 100 ? rest.slice(end + 4) : rest.slice(end + 4 + body.length)
  }
  return replies
}

function headersOf(lines: string[]): Map<string, string[]> {
  const pairs = lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1)])
  const byName = Map.groupBy(pairs, ([name]) => name ?? '')
  return new Map([...byName].map(([name, found]) => [name, found.map(([, value]) => (value ?? '').trim())]))
}
