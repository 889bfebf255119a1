import type { IncomingMessage, ServerResponse } from 'node:http'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Dispatcher } from 'undici'
import { hopByHopNames } from './hop-by-hop.ts'
import { IDLE_MS, isInternalHost, MAX_RESPONSE_BYTES, type PageProxyContext, refusalFor } from './page-proxy-context.ts'

export function answer(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}) {
  if (response.headersSent) return response.destroy()
  // Not no-store: Chromium leaves such a body where it is until a script reads it, and the picture waits for it.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache', ...headers })
  response.end(text)
}

/** Only the absolute form: anything else is not meant for a proxy. https comes by CONNECT. */
function targetOf(request: IncomingMessage): URL | null {
  const url = URL.parse(request.url ?? '')
  return url?.protocol === 'http:' && url.hostname !== '' ? url : null
}

function forwardedHeaders(request: IncomingMessage, host: string): string[] {
  const dropped = new Set([...hopByHopNames(request.headers.connection), 'host', 'expect'])
  const pairs = request.rawHeaders.flatMap((name, i) =>
    i % 2 === 0 && !dropped.has(name.toLowerCase()) ? [name, request.rawHeaders[i + 1] ?? ''] : [],
  )
  // The request line decides whom the request is for (RFC 9112, section 3.2.2), so Host is made from it.
  return ['host', host, ...pairs]
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

function returnedHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string | string[]> {
  const dropped = hopByHopNames(headers.connection)
  const kept = Object.entries(headers).filter(([name, value]) => value !== undefined && !dropped.has(name))
  return Object.fromEntries(kept) as Record<string, string | string[]>
}

/** Passes bytes on until there are too many of them, then breaks the answer off, so that it never looks complete. */
function limited(maxBytes: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) done(new Error('The response is too large'))
      else done(null, chunk)
    },
  })
}

function serveInternal(url: URL, request: IncomingMessage, response: ServerResponse, context: PageProxyContext) {
  const asset = context.internal(url)
  if (!asset || (request.method !== 'GET' && request.method !== 'HEAD')) return answer(response, 404, 'Not found.')
  // Fonts are loaded with CORS, and a page of setDocumentContent has an opaque origin.
  response.writeHead(200, {
    'content-type': asset.contentType,
    'content-length': asset.body.length,
    'access-control-allow-origin': '*',
    'cache-control': 'max-age=86400',
  })
  response.end(request.method === 'HEAD' ? undefined : asset.body)
}

async function relay(url: URL, request: IncomingMessage, response: ServerResponse, dispatcher: Dispatcher) {
  const gone = new AbortController()
  response.once('close', () => gone.abort())
  const upstream = await dispatcher.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method as Dispatcher.HttpMethod,
    headers: forwardedHeaders(request, url.host),
    body: hasBody(request) ? request : null,
    signal: gone.signal,
    headersTimeout: IDLE_MS,
    bodyTimeout: IDLE_MS,
  })
  if (request.method !== 'HEAD' && Number(upstream.headers['content-length'] ?? 0) > MAX_RESPONSE_BYTES) {
    upstream.body.on('error', () => {}).destroy()
    return answer(response, 502, 'The response is too large.')
  }
  // Chromium would take it for this proxy's, forget the login, and load nothing for any later page.
  if (upstream.statusCode === 407) {
    upstream.body.on('error', () => {}).destroy()
    return answer(response, 502, 'The host asked for the login of a proxy.')
  }
  response.writeHead(upstream.statusCode, returnedHeaders(upstream.headers))
  await pipeline(upstream.body, limited(MAX_RESPONSE_BYTES), response)
}

/** A plain http request of a page, passed on if the gate lets it through. Never rejects. */
export async function forward(request: IncomingMessage, response: ServerResponse, context: PageProxyContext) {
  const url = targetOf(request)
  if (!url || request.method === 'TRACE') return answer(response, 400, 'Expected a proxy request for an http URL.')
  try {
    if (isInternalHost(url.hostname)) return serveInternal(url, request, response, context)
    if (context.isItself(url)) return answer(response, 403, 'Bindery does not let pages load from this host.')
    await relay(url, request, response, context.dispatcher)
  } catch (error) {
    if (response.destroyed) return
    const { status, text } = refusalFor(error, context)
    answer(response, status, text)
  }
}
