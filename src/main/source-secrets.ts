import type { CredentialsInput, DataSource, DataSourceInput, HttpDataSource } from '../shared/binding.ts'
import type { StoredBinding } from './db/bindings.ts'
import type { FetchCredentials } from './refresh/fetch.ts'
import type { Secrets } from './secrets.ts'

/** The secrets of one source: they are sealed as one, for one binding. */
export interface SourceSecrets {
  credentials: FetchCredentials | null
  /** Values of headers that are named like secrets. */
  headers: Record<string, string>
}

const NONE: SourceSecrets = { credentials: null, headers: {} }
const SECRET_HEADER = /^(cookie|.*token.*|.*key.*|.*secret.*)$/i

/** The secrets of a binding, or null where they are sealed with a key that is not here. */
export function openSourceSecrets(
  binding: Pick<StoredBinding, 'uid' | 'sealedSecrets'>,
  secrets: Secrets,
): SourceSecrets | null {
  if (!binding.sealedSecrets) return NONE
  const text = secrets.unseal(binding.sealedSecrets, binding.uid)
  return text === null ? null : (JSON.parse(text) as SourceSecrets)
}

export interface SplitSource {
  /** What is kept and answered in the clear. */
  dataSource: DataSource
  secrets: SourceSecrets
  /** A secret was to be kept, but is not there or belongs to another origin. */
  needsSecret: boolean
}

/**
 * Parts a source that was sent in from its secrets. Userinfo in the URL and an `Authorization` header become
 * credentials; headers named like secrets are treated as such. `kept` is what the binding has now: secrets stay with
 * the scheme, host and port that they were given for, and are dropped where those change.
 */
export function splitSource(
  input: DataSourceInput,
  kept: { dataSource: DataSource; secrets: SourceSecrets | null } | null,
): SplitSource {
  if (input.type === 'webhook') return { dataSource: { type: 'webhook' }, secrets: NONE, needsSecret: false }
  if (input.type === 'static') {
    return { dataSource: { type: 'static', data: input.data }, secrets: NONE, needsSecret: false }
  }

  const { url, userinfo } = takeUserinfo(input.url)
  const { headers: given, authorization } = takeAuthorization(input.headers)
  const old = keepable(kept, url)
  const wanted = input.credentials === undefined ? (userinfo ?? authorization) : input.credentials

  const credentials = chooseCredentials(wanted, input.credentials === undefined, old)
  const headers = chooseHeaders(given, old)
  const dataSource: HttpDataSource = {
    type: 'http',
    url,
    method: input.method,
    headers: headers.shown,
    ...(input.body === undefined ? {} : { body: input.body }),
    credentials: credentials.shown,
  }
  return {
    dataSource,
    secrets: { credentials: credentials.value, headers: headers.values },
    needsSecret: credentials.shown?.set === false || headers.lacking,
  }
}

interface Keepable {
  source: HttpDataSource
  secrets: SourceSecrets
  /** Whether the origin is still the one that the secrets were given for. */
  sameOrigin: boolean
}

function keepable(kept: Parameters<typeof splitSource>[1], url: string): Keepable | null {
  if (kept?.dataSource.type !== 'http') return null
  const source = kept.dataSource
  return { source, secrets: kept.secrets ?? NONE, sameOrigin: URL.parse(source.url)?.origin === URL.parse(url)?.origin }
}

function takeUserinfo(text: string): { url: string; userinfo: FetchCredentials | null } {
  const url = URL.parse(text)
  if (!url || (url.username === '' && url.password === '')) return { url: text, userinfo: null }
  const username = decode(url.username)
  const password = decode(url.password)
  url.username = ''
  url.password = ''
  return { url: url.href, userinfo: { type: 'basic_auth', username, password } }
}

/** Userinfo that is not valid percent-encoding is meant as it stands. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

type Headers = Record<string, string | { set: boolean }>

function takeAuthorization(headers: Headers): { headers: Headers; authorization: FetchCredentials | null } {
  const rest: Headers = {}
  let authorization: FetchCredentials | null = null
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() !== 'authorization') rest[name] = value
    else if (typeof value === 'string') authorization = readAuthorization(value)
  }
  return { headers: rest, authorization }
}

function readAuthorization(value: string): FetchCredentials {
  const [scheme = '', ...rest] = value.trim().split(/\s+/)
  const token = rest.join(' ')
  if (scheme.toLowerCase() === 'bearer' && token) return { type: 'bearer_token', value: token }
  const [username, password] = splitOnce(Buffer.from(token, 'base64').toString('utf8'), ':')
  if (scheme.toLowerCase() === 'basic' && password !== undefined) return { type: 'basic_auth', username, password }
  return { type: 'custom_header', name: 'Authorization', value }
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator)
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

/**
 * @param wanted what was given; null to remove, undefined or `{set: true}` to keep
 * @param unsaid whether the member was left out, which keeps what is stored
 */
function chooseCredentials(
  wanted: CredentialsInput | FetchCredentials | null | undefined,
  unsaid: boolean,
  old: Keepable | null,
): { shown: HttpDataSource['credentials']; value: FetchCredentials | null } {
  if (wanted && !('set' in wanted && wanted.set)) {
    const value = wanted as FetchCredentials
    return { shown: show(value, true), value }
  }
  if (wanted === null && !unsaid) return { shown: null, value: null }

  const stored = old?.secrets.credentials ?? null
  const shown = wanted ? { type: wanted.type } : old?.source.credentials
  if (!shown) return { shown: null, value: null }
  // `{type, set: true}` of another type than the stored one names a secret that was never given.
  if (stored && old?.sameOrigin && stored.type === shown.type) return { shown: show(stored, true), value: stored }
  const harmless = old?.source.credentials?.type === shown.type ? old.source.credentials : shown
  return { shown: { ...harmless, set: false }, value: null }
}

/** The harmless parts of credentials. */
function show(credentials: FetchCredentials, set: boolean): HttpDataSource['credentials'] {
  switch (credentials.type) {
    case 'api_key':
      return credentials.query !== undefined
        ? { type: 'api_key', set, query: credentials.query }
        : { type: 'api_key', set, header: credentials.header ?? 'X-API-Key' }
    case 'bearer_token':
      return { type: 'bearer_token', set }
    case 'basic_auth':
      return { type: 'basic_auth', set, username: credentials.username }
    case 'custom_header':
      return { type: 'custom_header', set, name: credentials.name }
  }
}

function chooseHeaders(given: Headers, old: Keepable | null) {
  const shown: Headers = {}
  const values: Record<string, string> = {}
  let lacking = false
  for (const [name, value] of Object.entries(given)) {
    const isSecret = SECRET_HEADER.test(name)
    if (typeof value === 'string' && !isSecret) shown[name] = value
    else if (typeof value === 'string') {
      shown[name] = { set: true }
      values[name] = value
    } else {
      const stored = old?.sameOrigin ? findHeader(old.secrets.headers, name) : undefined
      shown[name] = { set: stored !== undefined }
      if (stored === undefined) lacking = true
      else values[name] = stored
    }
  }
  return { shown, values, lacking }
}

function findHeader(headers: Record<string, string>, name: string): string | undefined {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
}
