import type { Dispatcher } from 'undici'
import type { OutboundProxy } from './outbound-proxy.ts'

type Headers = Dispatcher.DispatchOptions['headers']

function withHeader(headers: Headers, name: string, value: string): Headers {
  if (!headers) return { [name]: value }
  if (Array.isArray(headers)) return [...headers, name, value]
  const pairs = Symbol.iterator in headers ? Object.fromEntries(headers) : headers
  return { ...pairs, [name]: value }
}

/**
 * A plain http request as an outbound proxy wants it: the whole URL in the request line (RFC 9112, section 3.2.2) and
 * the proxy's own credentials. Many proxies open tunnels (CONNECT) to port 443 alone, so http can't go through one.
 */
export function toAbsoluteForm(options: Dispatcher.DispatchOptions, proxy: OutboundProxy): Dispatcher.DispatchOptions {
  const path = `${new URL(String(options.origin)).origin}${options.path}`
  const headers =
    proxy.authorization === null
      ? options.headers
      : withHeader(options.headers, 'proxy-authorization', proxy.authorization)
  return { ...options, path, headers }
}
