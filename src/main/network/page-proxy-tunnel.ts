import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { IDLE_MS, isInternalHost, MAX_TUNNEL_BYTES, type PageProxyContext, refusalFor } from './page-proxy-context.ts'

/** `host:port` or `[v6]:port`, as CONNECT names its target (RFC 9110, section 9.3.6): the port is never left out. */
const AUTHORITY = /^(\[[0-9A-Fa-f:.]+\]|[^\s/@?#\\:[\]]+):(\d{1,5})$/

/** Ends a client's socket with one short answer. */
export function endWith(client: Duplex, status: number, text: string, headers = ''): void {
  const body = `${text}\n`
  client.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}Content-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

function targetOf(authority: string): URL | null {
  return AUTHORITY.test(authority) ? URL.parse(`http://${authority}/`) : null
}

/** Copies both ways until one side ends, says nothing for too long, or has said too much. */
function join(client: Socket, upstream: Socket): void {
  const sides: [Socket, Socket] = [client, upstream]
  const endBoth = () => {
    for (const side of sides) side.destroy()
  }
  for (const [side, other] of [sides, sides.toReversed() as [Socket, Socket]]) {
    let bytes = 0
    side.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > MAX_TUNNEL_BYTES) endBoth()
    })
    side.setTimeout(IDLE_MS, endBoth)
    side.on('error', endBoth)
    // What has been read from a side that has ended is still delivered to the other.
    side.on('close', () => other.destroySoon())
  }
  client.pipe(upstream)
  upstream.pipe(client)
}

/** Calls back once the client has ended its side, which it does not tell as long as nobody reads; nothing is taken. */
function heedEnd(client: Socket, onEnd: () => void): () => void {
  const look = () => void (client.readableLength === 0 && client.read(0))
  client.on('readable', look).once('end', onEnd).once('close', onEnd)
  return () => void client.off('readable', look).off('end', onEnd).off('close', onEnd)
}

/** A tunnel (https, WebSocket) that a page asks for, opened only to the addresses that the gate judged. Never rejects. */
export async function tunnel(authority: string, client: Socket, head: Buffer, context: PageProxyContext) {
  const gone = new AbortController()
  const onGone = () => gone.abort(new Error('The page has gone'))
  const limit = setTimeout(onGone, IDLE_MS)
  const forget = heedEnd(client, onGone)
  try {
    const url = targetOf(authority)
    if (!url) return endWith(client, 400, 'Expected a host and a port.')
    if (isInternalHost(url.hostname)) return endWith(client, 403, 'This host is served by http alone.')
    if (context.isItself(url)) return endWith(client, 403, 'Bindery does not let pages load from this host.')
    const target = await context.gate.judge(url, 'pages', gone.signal)
    const upstream = await context.gate.connect(target, gone.signal)
    if (client.destroyed) return upstream.destroy()
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    if (head.length > 0) upstream.write(head)
    forget()
    join(client, upstream)
  } catch (error) {
    if (client.destroyed) return
    const { status, text } = refusalFor(error, context)
    endWith(client, status, text)
  } finally {
    clearTimeout(limit)
    forget()
  }
}
