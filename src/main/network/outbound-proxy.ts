import type { Socket } from 'node:net'
import { Problem } from '../../shared/errors.ts'
import type { Purpose } from './allow-list.ts'
import { connectFault, dnsFault, timeoutFault } from './connect-faults.ts'
import { hostOf, isLiteral } from './host-name.ts'
import type { JudgedTarget } from './judged-target.ts'

/** The user's own way out (setting `outboundProxy`). Its address is trusted as typed: it is not judged. */
export interface OutboundProxy {
  host: string
  port: number
  /** Value of Proxy-Authorization, or null. */
  authorization: string | null
}

/**
 * Whether connections for this purpose use the outbound proxy at all. Pages never do: what they ask for is a template's
 * choice and not the user's, so for them the judged address and the connected one must stay the same.
 */
export const usesOutboundProxy = (purpose: Purpose): boolean => purpose !== 'pages'

/** Longest head of an answer to CONNECT that is read, in bytes. */
const MAX_HEAD = 16 * 1024

/** Reads `http://[user:pass@]host:port`; throws a `validation-error` that never repeats the password. */
export function parseOutboundProxy(text: string): OutboundProxy {
  const url = URL.parse(text)
  const isBare = url !== null && url.protocol === 'http:' && /^\/?$/.test(url.pathname + url.search + url.hash)
  const login = isBare ? loginOf(url) : null
  if (!isBare || url.hostname === '' || login === null) {
    const message = 'The outbound proxy must be written as http://host:port or http://user:password@host:port.'
    throw new Problem('validation-error', message, {
      fields: [{ field: 'outboundProxy', message, code: 'invalid_format' }],
    })
  }
  return {
    host: hostOf(url),
    port: url.port === '' ? 80 : Number(url.port),
    authorization: login === ':' ? null : `Basic ${Buffer.from(login).toString('base64')}`,
  }
}

/** `user:password`; null where its percent-encoding is broken. */
function loginOf({ username, password }: URL): string | null {
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  } catch {
    return null
  }
}

function connectHead(proxy: OutboundProxy, target: JudgedTarget): string {
  const authority = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
  const login = proxy.authorization === null ? '' : `Proxy-Authorization: ${proxy.authorization}\r\n`
  return `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${login}\r\n`
}

/** What the proxy's refusal most likely means: it looked the name up, or dialled, in our place. */
function refusal(status: number, host: string): Problem {
  if (status === 407) {
    return new Problem('url-fetch-failed', 'The outbound proxy wants other credentials. Check the setting.', {
      stage: 'connect',
    })
  }
  if (status === 504) return timeoutFault(host)
  if (status === 404 || (status === 503 && !isLiteral(host))) return dnsFault(host)
  return new Problem('url-fetch-failed', `The outbound proxy answered ${status} when asked for ${host}.`, {
    stage: 'connect',
  })
}

/** Asks the proxy, on a connection that is open to it, for a tunnel to the target; `socket` then is that tunnel. */
export function openTunnel(
  socket: Socket,
  proxy: OutboundProxy,
  target: JudgedTarget,
  signal: AbortSignal,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  let head = Buffer.alloc(0)
  const finish = (fault: unknown) => {
    signal.removeEventListener('abort', onAbort)
    socket.off('data', onData).off('error', onFault).off('close', onClose)
    if (fault === null) return resolve(socket)
    socket.on('error', () => {})
    socket.destroy()
    reject(fault)
  }
  const onAbort = () => finish(signal.reason)
  const onFault = (error: unknown) => finish(connectFault('The outbound proxy', error))
  const onClose = () => onFault({ code: 'ECONNRESET' })
  const onData = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return head.length > MAX_HEAD ? onFault({ code: 'HEAD_TOO_LONG' }) : undefined
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head.toString('latin1'))?.[1] ?? 0)
    if (status < 200 || status > 299) return finish(refusal(status, target.host))
    socket.pause()
    const rest = head.subarray(end + 4)
    if (rest.length > 0) socket.unshift(rest)
    finish(null)
  }
  socket.on('data', onData).on('error', onFault).on('close', onClose)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  socket.write(connectHead(proxy, target))
  return promise
}
