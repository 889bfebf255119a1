import { isSecretHeaderName } from '../../shared/secret-header.ts'
import { credentialHeader, type FetchCredentials, withCredentialQuery } from './fetch-credentials.ts'
import type { FetchRequest } from './fetch-request.ts'

/** One request of a fetch: the first, or what a redirect made of it. */
export interface Hop {
  url: URL
  method: 'GET' | 'POST'
  /** Whether the source's own origin has never been left: only then do secrets go along. */
  trusted: boolean
}

/** Headers that the fetch makes itself, or that would change what connection or what cache the request speaks to. */
const RESERVED = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

export const isSecretHeader = (name: string, request: Pick<FetchRequest, 'secretHeaders'>): boolean =>
  isSecretHeaderName(name) || request.secretHeaders.includes(name.toLowerCase())

/** Headers that describe a body, and go when it goes (RFC 9110, section 15.4). */
const describesBody = (name: string): boolean => name.startsWith('content-')

function ownHeaders(hop: Hop, request: FetchRequest): [string, string][] {
  return Object.entries(request.headers).filter(([name]) => {
    const lower = name.toLowerCase()
    if (RESERVED.has(lower) || lower.startsWith('proxy-')) return false
    if (hop.method === 'GET' && describesBody(lower)) return false
    return hop.trusted || !isSecretHeader(name, request)
  })
}

/**
 * Validators go with GET alone: to a POST a server would answer 412 instead of 304 (RFC 9110, section 13.1.2), and a
 * source that works would fail from its second refresh on.
 */
const validatorsFor = (hop: Hop, { validators }: FetchRequest): NonNullable<FetchRequest['validators']> =>
  (hop.method === 'GET' && validators) || NO_VALIDATORS

const NO_VALIDATORS = { etag: null, lastModified: null }

/** Whether this hop may be answered with 304. */
export function isConditional(hop: Hop, request: FetchRequest): boolean {
  const { etag, lastModified } = validatorsFor(hop, request)
  return Boolean(etag || lastModified)
}

/** What is sent at this hop. Later headers win over earlier ones of the same name, in any case of letters. */
export function headersOf(hop: Hop, request: FetchRequest, version: string): Record<string, string> {
  const credential = hop.trusted && request.credentials ? credentialHeader(request.credentials) : null
  const hasBody = hop.method === 'POST' && request.body !== null
  const headers: Record<string, string> = { accept: 'application/json, */*;q=0.5', 'user-agent': `Bindery/${version}` }
  if (hasBody) headers['content-type'] = request.contentType ?? 'application/json'
  for (const [name, value] of ownHeaders(hop, request)) headers[name.toLowerCase()] = value
  if (credential) headers[credential[0].toLowerCase()] = credential[1]
  const { etag, lastModified } = validatorsFor(hop, request)
  if (etag) headers['if-none-match'] = etag
  if (lastModified) headers['if-modified-since'] = lastModified
  headers['accept-encoding'] = 'gzip, br, zstd, deflate'
  return headers
}

/** The URL that is asked at this hop: without userinfo and fragment, and with a key that travels in the query. */
export function urlOf(hop: Hop, credentials: FetchCredentials | null): URL {
  const { username, password, hash } = hop.url
  const url = username || password || hash ? withoutPrivateParts(hop.url) : hop.url
  return hop.trusted ? withCredentialQuery(url, credentials) : url
}

function withoutPrivateParts(from: URL): URL {
  const url = new URL(from)
  url.username = ''
  url.password = ''
  url.hash = ''
  return url
}

/** Whether a status with a Location sends the request elsewhere. */
export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

/** The hop that a redirect leads to (RFC 9110, section 15.4), or null when its Location is no URL. */
export function nextHop(hop: Hop, status: number, location: string): Hop | null {
  const url = URL.parse(location, hop.url)
  if (!url) return null
  const keepsMethod = status === 307 || status === 308
  return {
    url,
    method: keepsMethod ? hop.method : 'GET',
    trusted: hop.trusted && url.origin === hop.url.origin,
  }
}
