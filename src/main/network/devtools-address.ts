import { request } from 'undici'
import { Problem } from '../../shared/errors.ts'

/** Where a browser's DevTools protocol is spoken. */
export interface DevtoolsAddress {
  /** Of the WebSocket, userinfo left out. */
  url: string
  headers: Record<string, string>
}

/** Milliseconds that an endpoint may take to say where its WebSocket is. */
const ANSWER_LIMIT_MS = 5_000
/** Bytes that are read of its answer. */
const MAX_ANSWER = 64 * 1024

/**
 * Finds the WebSocket of an endpoint: `ws(s)://` names it, `http(s)://` answers it under `/json/version`. What the answer
 * says of host and port is how the browser sees itself, so those that were given are kept, and so is a token in the query.
 * @throws {Problem} `unavailable`, in words that hold nothing of the URL
 */
export async function findDevtools(endpoint: string, signal: AbortSignal): Promise<DevtoolsAddress> {
  const url = new URL(endpoint)
  const headers = loginHeaders(url)
  url.username = ''
  url.password = ''
  url.hash = ''
  if (url.protocol === 'ws:' || url.protocol === 'wss:') return { url: url.href, headers }
  const found = await askVersion(url, headers, signal)
  const socket = new URL(url)
  socket.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  socket.pathname = found.pathname
  for (const [name, value] of found.searchParams)
    if (!socket.searchParams.has(name)) socket.searchParams.set(name, value)
  return { url: socket.href, headers }
}

function loginHeaders({ username, password }: URL): Record<string, string> {
  if (username === '' && password === '') return {}
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { authorization: `Basic ${Buffer.from(login).toString('base64')}` }
}

async function askVersion(url: URL, headers: Record<string, string>, signal: AbortSignal): Promise<URL> {
  const asked = new URL(url)
  asked.pathname = `${url.pathname.replace(/\/$/, '')}/json/version`
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_LIMIT_MS)])
  const { status, text } = await ask(asked, headers, limit)
  if (/Host header is specified and is not an IP address/i.test(text)) {
    throw problem('It answers only where it is called by its address, not by a name. Write its IP address.')
  }
  if (status === 401 || status === 403) throw problem('It wants another token or login.')
  if (status !== 200) throw problem(`It answered ${status} when asked for /json/version.`)
  const found = URL.parse(socketUrlIn(text))
  if (!found) throw problem('What it answered to /json/version names no browser.')
  return found
}

async function ask(url: URL, headers: Record<string, string>, signal: AbortSignal) {
  try {
    const { statusCode, body } = await request(url, { headers, signal })
    return { status: statusCode, text: await beginningOf(body) }
  } catch (cause) {
    throw unreachable(cause)
  }
}

/** An answer that is longer names no browser; whatever sends it is hung up on. */
async function beginningOf(body: AsyncIterable<Buffer>): Promise<string> {
  let read = Buffer.alloc(0)
  for await (const chunk of body) {
    read = Buffer.concat([read, chunk])
    if (read.length > MAX_ANSWER) break
  }
  return read.toString()
}

function socketUrlIn(text: string): string {
  try {
    const { webSocketDebuggerUrl } = JSON.parse(text) as { webSocketDebuggerUrl?: unknown }
    return typeof webSocketDebuggerUrl === 'string' ? webSocketDebuggerUrl : ''
  } catch {
    return ''
  }
}

const problem = (message: string, cause?: unknown): Problem => new Problem('unavailable', message, { cause })

/** What a failed connection is told as: its code says enough, its message may hold the URL. */
export function unreachable(cause: unknown): Problem {
  const code = (cause as NodeJS.ErrnoException | null)?.code
  const words: Record<string, string> = {
    ECONNREFUSED: 'Nothing listens there.',
    ENOTFOUND: 'Its name is not known.',
    EAI_AGAIN: 'Its name could not be looked up.',
    ECONNRESET: 'It ended the connection.',
  }
  const isLate = cause instanceof Error && cause.name === 'TimeoutError'
  return problem((code && words[code]) ?? (isLate ? 'It did not answer in time.' : 'It could not be reached.'), cause)
}
