import { connect } from 'node:net'

export interface RawAnswer {
  status: number
  headers: Record<string, string>
  body: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract says is there
  json: any
}

export interface RawOptions {
  /** Bytes to send after the head, piece by piece, each once the one before has left. */
  pieces?: Iterable<Buffer>
}

/**
 * Sends these very bytes over a socket and reads one answer to its end: what no HTTP client would send, and what one
 * that goes on sending gets to see. Lines are joined by CRLF.
 */
export async function rawRequest(url: string, lines: string[], { pieces = [] }: RawOptions = {}): Promise<RawAnswer> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>()
  let received = Buffer.alloc(0)
  const read = (isEnd: boolean) => {
    const answer = parse(received, isEnd)
    if (answer) resolve(answer)
    else if (isEnd)
      reject(new Error(`The connection ended after ${received.length} bytes: ${received.subarray(0, 200)}`))
  }
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    read(false)
  })
  socket.on('end', () => read(true))
  socket.on('error', (error) => reject(error))
  socket.on('close', () => read(true))
  try {
    await write(socket, Buffer.from(`${lines.join('\r\n')}\r\n\r\n`))
    for (const piece of pieces) await write(socket, piece)
    return await promise
  } finally {
    socket.destroy()
  }
}

function write(socket: ReturnType<typeof connect>, bytes: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  socket.write(bytes, (error) => (error ? reject(error) : resolve()))
  return promise
}

function parse(bytes: Buffer, isEnd: boolean): RawAnswer | null {
  const end = bytes.indexOf('\r\n\r\n')
  if (end < 0) return null
  const [first = '', ...rest] = bytes.subarray(0, end).toString('latin1').split('\r\n')
  const headers = Object.fromEntries(
    rest.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  )
  const body = bytes.subarray(end + 4)
  const length = headers['content-length']
  if (length !== undefined ? body.length < Number(length) : !isEnd) return null
  const text = body.toString()
  const isJson = headers['content-type']?.includes('json') && text !== ''
  return { status: Number(first.split(' ')[1]), headers, body: text, json: isJson ? JSON.parse(text) : undefined }
}
