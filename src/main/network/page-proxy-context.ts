import type { Dispatcher } from 'undici'
import { Problem } from '../../shared/errors.ts'
import type { Gate } from './gate.ts'

export interface BlockedRequest {
  host: string
  port: number
  purpose: 'pages'
  /** Whether putting the host on the allow list would help. */
  allowable: boolean
  reason: string
}

/** An asset that the farm itself serves to its pages. */
export interface InternalAsset {
  contentType: string
  body: Buffer
}

/** What each request of a page meets. */
export interface PageProxyContext {
  gate: Gate
  dispatcher: Dispatcher
  onBlocked: (blocked: BlockedRequest) => void
  internal: (url: URL) => InternalAsset | null
  /** Whether this is the proxy itself, by a name that the gate does not know it by. */
  isItself: (url: URL) => boolean
}

/** Bytes of one plain response, head excluded. */
export const MAX_RESPONSE_BYTES = 25 * 1024 * 1024
/** Bytes of one tunnel in each direction; many responses share it. */
export const MAX_TUNNEL_BYTES = 100 * 1024 * 1024
/** A connection with nothing on it for this long, in milliseconds, is ended. */
export const IDLE_MS = 30_000
export const MAX_CONNECTIONS = 512

/** Hosts under this name are the farm's own assets; RFC 6761 keeps `.invalid` out of the DNS for good. */
const INTERNAL_ZONE = 'bindery.invalid'

export function isInternalHost(hostname: string): boolean {
  const host = hostname.replace(/\.$/, '')
  return host === INTERNAL_ZONE || host.endsWith(`.${INTERNAL_ZONE}`)
}

export interface Refusal {
  status: number
  text: string
}

/**
 * What a page is told of a failure. Never the reason: it may name an address of the user's network, and a template's
 * JavaScript can read this answer.
 */
export function refusalFor(error: unknown, context: PageProxyContext): Refusal {
  if (!(error instanceof Problem)) return { status: 502, text: 'The host could not be reached.' }
  if (error.slug === 'blocked-url') {
    const { host = '', port = 0, allowable = false } = (error.options.members ?? {}) as Partial<BlockedRequest>
    context.onBlocked({ host, port, purpose: 'pages', allowable, reason: error.message })
    return { status: 403, text: 'Bindery does not let pages load from this host.' }
  }
  if (error.options.stage === 'timeout') return { status: 504, text: 'The host did not answer in time.' }
  return { status: 502, text: 'The host could not be reached.' }
}
