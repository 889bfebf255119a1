import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Problem } from '../../shared/errors.ts'
import { interfaceAddresses } from '../network/interface-addresses.ts'
import { createRateLimit } from '../rate-limit.ts'
import type { ApiKeys } from '../secrets/api-key.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answered without a key: pictures, webhooks in, status, and files that hold no data. */
    isPublic?: boolean
  }
}

export interface GuardOptions {
  keys: ApiKeys
  /** The address or name that is listened on. */
  host: string
  publicUrl: URL | null
  serverNames: readonly string[]
  now(): number
}

/**
 * Wrong keys that one address may try in a minute before it is told to wait; the right one is never held up. So many that
 * a program which was not told of a new key sees what is wrong, and too few to find a key by.
 */
const WRONG_KEYS_PER_MINUTE = 1000
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/
const MAX_PORT = 65_535
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]']

/**
 * The order in which a request is judged: is the farm meant by this Host (421), may this page ask (403), who asks (401).
 * Hosts are an exact list, so that a page whose name is made to point here (DNS rebinding) is not let in.
 */
export function addGuards(
  app: FastifyInstance,
  options: GuardOptions,
  isPublicPath: (request: FastifyRequest) => boolean,
): void {
  const wrongKeys = createRateLimit(WRONG_KEYS_PER_MINUTE, 60_000, options.now)
  const isMeant = createHostCheck(options)
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(SECURITY_HEADERS)
    checkHost(request, isMeant)
    const isPublic = request.routeOptions.config?.isPublic ?? isPublicPath(request)
    const isHarmless = isPublic && (request.method === 'GET' || request.method === 'HEAD')
    if (!isHarmless) checkOrigin(request, options)
    if (isPublic) return
    checkKey(request, options.keys, wrongKeys)
    // What is for those with a key is left in no browser's cache. A route may say otherwise.
    reply.header('cache-control', 'no-store')
  })
}

/** @throws {Problem} `misdirected-request` */
export function checkHost(request: FastifyRequest, isMeant: HostCheck): void {
  if (isMeant({ url: request.originalUrl, rawHeaders: request.raw.rawHeaders })) return
  throw new Problem(
    'misdirected-request',
    'Bindery does not answer to this Host. Add it with --server-name NAME, or set --public-url.',
  )
}

/** Whether the farm is what this request asks: one Host, a name that it serves, and a target that says no other. */
export type HostCheck = (request: Pick<IncomingMessage, 'url' | 'rawHeaders'>) => boolean

export function createHostCheck(options: GuardOptions): HostCheck {
  /** A Host with one of the farm's names: requests in a row mostly say the same, and names stay what they are. */
  let named: string | null = null

  function isServed(host: string): boolean {
    const [, name = '', port = 0] = HOST.exec(host.toLowerCase()) ?? []
    if (name === '' || Number(port) > MAX_PORT) return false
    if (!isName(name, options)) return isOwnAddress(name, options)
    named = host
    return true
  }

  return ({ url, rawHeaders }) => {
    // A target in absolute form would say another host than the one that is checked here (RFC 9112, 3.2.2).
    if (!url?.startsWith('/')) return false
    const host = soleValue(rawHeaders, 'host')
    return host !== null && (host === named || isServed(host))
  }
}

function isName(name: string, { host, publicUrl, serverNames }: GuardOptions): boolean {
  if (LOOPBACK_NAMES.includes(name)) return true
  if (publicUrl && name === publicUrl.hostname.toLowerCase()) return true
  if (serverNames.some((served) => served.toLowerCase() === name)) return true
  return isLoopback(host) && name === host
}

/** Those of a machine come and go. */
const isOwnAddress = (name: string, { host }: GuardOptions): boolean =>
  !isLoopback(host) && ownAddresses().includes(name)

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const OWN_ADDRESSES_MS = 1_000
let own: { at: number; addresses: string[] } | null = null

/** To ask the system takes longer than all the rest of a request that is answered from memory. */
function ownAddresses(): string[] {
  const at = performance.now()
  if (!own || at - own.at > OWN_ADDRESSES_MS) own = { at, addresses: readOwnAddresses() }
  return own.addresses
}

/** As a Host names them. */
const readOwnAddresses = (): string[] =>
  interfaceAddresses().map((address) => (address.includes(':') ? `[${address.split('%')[0]}]` : address))

/** A browser says whose page asks; scripts and servers say nothing. */
function checkOrigin(request: FastifyRequest, { publicUrl }: GuardOptions): void {
  const origins = rawValues(request.raw, 'origin')
  // An origin is written in lower case; a Host need not be.
  const own = [`http://${request.headers.host?.toLowerCase()}`, publicUrl?.origin]
  const isOwn = origins.length === 0 || (origins.length === 1 && own.includes(origins[0]))
  const site = request.headers['sec-fetch-site']
  const isSameSite = site === undefined || site === 'same-origin' || site === 'none'
  if (isOwn && isSameSite) return
  throw new Problem('forbidden-origin', 'A page of another origin may not do that.')
}

function checkKey(request: FastifyRequest, keys: ApiKeys, wrongKeys: (address: string) => number): void {
  if (request.headers.authorization === undefined) {
    throw new Problem(
      'missing-authorization',
      'Send the API key: Authorization: Bearer <key>. It lies in the file api-key of the data folder.',
    )
  }
  const bearer = bearerOf(request)
  if (bearer !== null && keys.accepts(bearer)) return
  const wait = wrongKeys(request.ip)
  if (wait > 0) {
    throw new Problem('rate-limit-exceeded', 'Too many wrong API keys.', { retryAfterSeconds: Math.ceil(wait / 1000) })
  }
  throw new Problem('invalid-api-key', 'The API key is not valid. Show it with: npm run bindery -- key')
}

/** The token of `Authorization: Bearer <token>` (RFC 6750), or null. */
export function bearerOf({ headers }: FastifyRequest): string | null {
  return /^bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null
}

/** The value of a header that came once; Node joins or drops repeated ones. */
function soleValue(rawHeaders: readonly string[], name: string): string | null {
  let sole: string | null = null
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const given = rawHeaders[at] ?? ''
    if (given.length !== name.length || given.toLowerCase() !== name) continue
    if (sole !== null) return null
    sole = rawHeaders[at + 1] ?? ''
  }
  return sole
}

/** Every value of a header as it came; Node joins or drops repeated ones. */
function rawValues({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>, name: string): string[] {
  const values: string[] = []
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [given = '', value = ''] = [rawHeaders[at], rawHeaders[at + 1]]
    if (given.length === name.length && given.toLowerCase() === name) values.push(value)
  }
  return values
}
