import { Problem, type Stage } from '../../shared/errors.ts'

const REASONS: Record<string, (place: string) => string> = {
  ECONNREFUSED: (place) => `${place} refused the connection. Check that the server is running and the port is right.`,
  ECONNRESET: (place) => `${place} broke the connection off. Try again, or check the server.`,
  EPIPE: (place) => `${place} broke the connection off. Try again, or check the server.`,
  EHOSTUNREACH: (place) => `${place} can't be reached from this machine. Check the network.`,
  ENETUNREACH: (place) => `${place} can't be reached from this machine. Check the network.`,
  ETIMEDOUT: (place) => `${place} did not answer. Check that the server is running and reachable.`,
}

const TRUST_ADVICE =
  "Name the file of its authority in the setting extraCaFile, or set systemCas where this machine's own authorities vouch for it."

const codeOf = (error: unknown): string => {
  const code = error !== null && typeof error === 'object' && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : 'unknown'
}

const fault = (stage: Stage, message: string, cause?: unknown): Problem =>
  new Problem('url-fetch-failed', message, { stage, cause })

export function dnsFault(host: string, cause?: unknown): Problem {
  return fault('dns', `The name ${host} was not found. Check its spelling and the network.`, cause)
}

/** What a socket's error means to the person whose source it is. `place` is a host, with its port where that helps. */
export function connectFault(place: string, error: unknown): Problem {
  if (error instanceof Problem) return error
  const code = codeOf(error)
  if (code === 'ETIMEDOUT') return timeoutFault(place, error)
  const message = REASONS[code]?.(place) ?? `The connection to ${place} failed (${code}). Check the server.`
  return fault('connect', message, error)
}

export function tlsFault(host: string, error: unknown): Problem {
  if (error instanceof Problem) return error
  const code = codeOf(error)
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return fault('tls', `The certificate of ${host} is for another name. Check the address.`, error)
  }
  if (code === 'CERT_HAS_EXPIRED') {
    return fault('tls', `The certificate of ${host} has expired. It has to be renewed on the server.`, error)
  }
  const isTrust = /CERT|SIGNATURE|ISSUER/.test(code)
  return fault(
    'tls',
    isTrust
      ? `The certificate of ${host} is not trusted (${code}). ${TRUST_ADVICE}`
      : `No secure connection to ${host} could be made (${code}). Check that it speaks https on this port.`,
    error,
  )
}

export function timeoutFault(place: string, cause?: unknown): Problem {
  return fault('timeout', `${place} did not answer in time. Check that the server is running and reachable.`, cause)
}
