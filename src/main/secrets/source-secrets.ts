import type {
  Credentials,
  CredentialsInput,
  DataSource,
  DataSourceInput,
  HttpDataSource,
} from '../../shared/data-source.ts'
import { DEFAULT_KEY_HEADER } from '../../shared/key-header.ts'
import { isSecretHeaderName } from '../../shared/secret-header.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { FetchCredentials } from '../refresh/fetch.ts'
import type { Secrets } from './secrets.ts'

/** The secrets of one source: they are sealed as one, for one binding. */
export interface SourceSecrets {
  credentials: FetchCredentials | null
  /** Values of headers that are named like secrets. */
  headers: Record<string, string>
}

const NONE: SourceSecrets = { credentials: null, headers: {} }

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
  const fresh = freshCredentials(input.credentials) ?? userinfo ?? authorization
  const credentials = fresh ? { shown: show(fresh), value: fresh } : keptCredentials(input.credentials, old)
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

type Chosen = { shown: HttpDataSource['credentials']; value: FetchCredentials | null }

/** Credentials that come with their secret; null for what only says keep, or nothing. */
function freshCredentials(input: CredentialsInput | null | undefined): FetchCredentials | null {
  switch (input?.type) {
    case 'api_key':
      return input.value === undefined ? null : { ...apiKeyPlace(input), type: input.type, value: input.value }
    case 'bearer_token':
      return input.value === undefined ? null : { type: input.type, value: input.value }
    case 'basic_auth':
      if (input.password === undefined) return null
      return { type: input.type, username: input.username ?? '', password: input.password }
    case 'custom_header':
      if (input.value === undefined || input.name === undefined) return null
      return { type: input.type, name: input.name, value: input.value }
    default:
      return null
  }
}

/** Where an API key travels: in the query where that is named, else in a header. */
const apiKeyPlace = ({ query, header }: { query?: string | undefined; header?: string | undefined }) =>
  query === undefined ? { header: header ?? DEFAULT_KEY_HEADER } : { query }

/**
 * Credentials that were not given anew: undefined and `{type, set}` keep the stored secret, with the harmless parts as
 * they are given now; null removes it. A secret that was never given, or for another origin, is shown as not set.
 */
function keptCredentials(input: CredentialsInput | null | undefined, old: Keepable | null): Chosen {
  if (input === null) return { shown: null, value: null }
  const shown = old?.source.credentials ?? null
  const wanted = input ?? shown
  if (!wanted) return { shown: null, value: null }
  const stored = old?.sameOrigin ? (old.secrets.credentials ?? null) : null
  // `{type, set: true}` of another type than the stored one names a secret that was never given.
  const value = stored?.type === wanted.type ? withHarmlessParts(stored, wanted) : null
  if (value) return { shown: show(value), value }
  const { type, header, query, username, name } = {
    ...(shown?.type === wanted.type && shown),
    ...wanted,
  } as Credentials
  return { shown: { type, set: false, ...definedOf({ header, query, username, name }) }, value: null }
}

function withHarmlessParts(stored: FetchCredentials, given: CredentialsInput | Credentials): FetchCredentials {
  const { header, query, username, name } = given as Partial<Credentials>
  switch (stored.type) {
    case 'api_key':
      return header === undefined && query === undefined
        ? stored
        : { type: stored.type, value: stored.value, ...apiKeyPlace({ header, query }) }
    case 'bearer_token':
      return stored
    case 'basic_auth':
      return { ...stored, username: username ?? stored.username }
    case 'custom_header':
      return { ...stored, name: name ?? stored.name }
  }
}

const definedOf = <T extends object>(members: T): Partial<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Partial<T>

/** The harmless parts of credentials that are there. */
function show(credentials: FetchCredentials): HttpDataSource['credentials'] {
  switch (credentials.type) {
    case 'api_key':
      return { type: 'api_key', set: true, ...apiKeyPlace(credentials) }
    case 'bearer_token':
      return { type: 'bearer_token', set: true }
    case 'basic_auth':
      return { type: 'basic_auth', set: true, username: credentials.username }
    case 'custom_header':
      return { type: 'custom_header', set: true, name: credentials.name }
  }
}

function chooseHeaders(given: Headers, old: Keepable | null) {
  const shown: Headers = {}
  const values: Record<string, string> = {}
  let lacking = false
  for (const [name, value] of Object.entries(given)) {
    const isSecret = isSecretHeaderName(name)
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
