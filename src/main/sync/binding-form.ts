import type { DataSourceInput, HttpDataSource } from '../../shared/data-source.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import { DEFAULT_KEY_HEADER } from '../../shared/key-header.ts'
import { isSecretHeaderName } from '../../shared/secret-header.ts'
import { withoutSecrets } from '../portable/portable-source.ts'
import type { Mask } from '../secrets/mask.ts'
import { splitSource } from '../secrets/source-secrets.ts'
import type { Fields } from './fields.ts'
import { CREDENTIALS, headerPath } from './paths.ts'

/** Stands for a header's value that is a secret. */
export const SECRET: Json = { secret: true }

const POLICY: JsonObject = { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' }
const OUTPUT: JsonObject = { format: 'png', quality: 80, deviceScaleFactor: 1 }

export interface BindingFormOptions {
  /** The uid here of a binding's template, by the uid that stands in the body. */
  templateUid(uid: string): string
  /** Hides secrets that a definition repeats. */
  mask?: Mask | undefined
}

/** The canonical form of the members of a binding that are there; its template by the uid that it has here. */
export function bindingFields(body: JsonObject, { templateUid, mask }: BindingFormOptions): Fields {
  const { name, dataSource, mapping, defaults, refreshPolicy, outputConfig } = body
  const templateId = body.templateId ?? body.templateUid
  return Object.fromEntries<Json>([
    ...(typeof name === 'string' ? [['name', name.trim()] as const] : []),
    ...(typeof templateId === 'string' ? [['templateId', templateUid(templateId)] as const] : []),
    ...(isObject(dataSource) ? sourceFields(dataSource, mask) : []),
    ...keyed('mapping', mapping),
    ...keyed('defaults', defaults),
    ...keyed('refreshPolicy', refreshPolicy, POLICY),
    ...keyed('outputConfig', outputConfig, OUTPUT),
  ])
}

type Entry = readonly [string, Json]

export const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

function keyed(member: string, value: Json | undefined, defaults: JsonObject | null = null): Entry[] {
  if (!isObject(value)) return []
  const given = defaults ? Object.entries(value).filter(([key]) => isPolicyKey(member, key)) : Object.entries(value)
  const entries = [...Object.entries(defaults ?? {}), ...given.filter(([, each]) => !defaults || each !== null)]
  return entries.map(([key, each]) => [`${member}.${key}`, each])
}

const KNOWN_KEYS: Record<string, readonly string[]> = {
  refreshPolicy: ['type', 'ttlSeconds', 'onError'],
  outputConfig: ['format', 'quality', 'width', 'height', 'deviceScaleFactor'],
}
const isPolicyKey = (member: string, key: string): boolean => KNOWN_KEYS[member]?.includes(key) ?? true

export function sourceFields(source: JsonObject, mask?: Mask): Entry[] {
  const type = source.type ?? 'http'
  if (type === 'static') return [['dataSource.type', type], ...entry('dataSource.data', source.data)]
  if (type !== 'http') return [['dataSource.type', type]]
  const { url, method, headers, body, credentials } = harmless(source, mask)
  return [
    ['dataSource.type', type],
    ['dataSource.url', url],
    ['dataSource.method', method],
    ...Object.entries(headers).map(([name, value]) => [headerPath(name), headerValue(name, value)] as const),
    ...entry('dataSource.body', body as Json | undefined),
    ...entry(CREDENTIALS, credentials ? shownCredentials(credentials) : null),
  ]
}

const entry = (path: string, value: Json | undefined): Entry[] => (value === undefined ? [] : [[path, value]])

/** The source in the form that a file has; what came from elsewhere is parted from its secrets first. */
function harmless(source: JsonObject, mask?: Mask): HttpDataSource {
  const input = {
    type: 'http',
    url: String(source.url ?? ''),
    method: source.method ?? 'GET',
    headers: readHeaders(source.headers),
    ...(source.body !== undefined && source.body !== null && { body: source.body }),
    credentials: isObject(source.credentials) ? { set: true, ...source.credentials } : null,
  } as unknown as Extract<DataSourceInput, { type: 'http' }>
  return withoutSecrets(splitSource(input, null).dataSource, mask) as HttpDataSource
}

const readHeaders = (headers: Json | undefined): Record<string, string | { set: boolean }> =>
  Object.fromEntries(
    Object.entries(isObject(headers) ? headers : {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : { set: true },
    ]),
  )

export function headerNames({ dataSource }: JsonObject): string[] {
  return isObject(dataSource) && isObject(dataSource.headers) ? Object.keys(dataSource.headers) : []
}

const headerValue = (name: string, value: unknown): Json =>
  typeof value === 'string' && !isSecretHeaderName(name) ? value : SECRET

/** What tells of credentials without telling them. */
function shownCredentials({ type, header, query, username, name }: NonNullable<HttpDataSource['credentials']>): Json {
  if (type === 'api_key') return query === undefined ? { type, header: header ?? DEFAULT_KEY_HEADER } : { type, query }
  if (type === 'basic_auth') return { type, username: username ?? '' }
  return name === undefined ? { type } : { type, name }
}
