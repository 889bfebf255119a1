import type { Socket } from 'node:net'
import { connect, createSecureContext, getCACertificates, type SecureContext, type TLSSocket } from 'node:tls'
import { tlsFault } from './connect-faults.ts'
import { isLiteral } from './host-name.ts'

/** Authorities to trust besides those that Node brings along. */
export interface TrustOptions {
  /** In PEM form. */
  extraCa?: string | null
  /** Those of the operating system too. */
  systemCas?: boolean
}

/** Costly (100 ms where there are many authorities), so it is made when what it is made of has changed. */
export function trustedContext({ extraCa, systemCas = false }: TrustOptions): SecureContext {
  const further = [...(systemCas ? getCACertificates('system') : []), ...(extraCa ? [extraCa] : [])]
  return createSecureContext(further.length === 0 ? {} : { ca: [...getCACertificates('default'), ...further] })
}

/** TLS over a connection that is already judged and open; the certificate must be for `host`. */
export function startTls(
  socket: Socket,
  host: string,
  context: SecureContext,
  signal: AbortSignal,
): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>()
  const secure = connect({
    socket,
    host,
    servername: isLiteral(host) ? '' : host,
    secureContext: context,
    ALPNProtocols: ['http/1.1'],
  })
  const finish = (fault: unknown) => {
    signal.removeEventListener('abort', onAbort)
    secure.off('error', onError)
    secure.off('close', onClose)
    if (fault === null) return resolve(secure)
    secure.on('error', () => {})
    secure.destroy()
    socket.destroy()
    reject(fault)
  }
  const onAbort = () => finish(signal.reason)
  const onError = (error: Error) => finish(tlsFault(host, error))
  const onClose = () => finish(tlsFault(host, { code: 'ECONNRESET' }))
  secure.once('secureConnect', () => finish(null))
  secure.on('error', onError)
  secure.once('close', onClose)
  if (signal.aborted) onAbort()
  else signal.addEventListener('abort', onAbort, { once: true })
  return promise
}
