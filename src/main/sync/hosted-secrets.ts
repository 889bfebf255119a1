import type { Json, JsonObject } from '../../shared/json.ts'
import { isSecretHeaderName } from '../../shared/secret-header.ts'

/** Members of credentials that are secrets. */
const SECRET_MEMBERS = ['value', 'password'] as const
/** Shorter texts would be found, and hidden, where they mean nothing. */
const MIN_LENGTH = 4

/** The secrets in a definition that is sent, so that they can be hidden in what is said of it. */
export function secretsIn(body: JsonObject | undefined): string[] {
  const source = objectOf(body?.dataSource)
  const credentials = objectOf(source.credentials)
  const headers = Object.entries(objectOf(source.headers)).filter(([name]) => isSecretHeaderName(name))
  const values = [...SECRET_MEMBERS.map((member) => credentials[member]), ...headers.map(([, value]) => value)]
  const query = typeof source.url === 'string' ? [...(URL.parse(source.url)?.searchParams.values() ?? [])] : []
  return [...values, ...query].filter((value) => typeof value === 'string').filter(isLong)
}

/** A definition without the secrets that a server may have answered it with: they are never to be kept here. */
export function withoutAnsweredSecrets(body: JsonObject): JsonObject {
  const source = objectOf(body.dataSource)
  const credentials = objectOf(source.credentials)
  const secrets = SECRET_MEMBERS.filter((member) => typeof credentials[member] === 'string')
  if (secrets.length === 0) return body
  const { value: _value, password: _password, ...harmless } = credentials
  return { ...body, dataSource: { ...source, credentials: { ...harmless, set: true } } }
}

const isLong = (text: string): boolean => text.length >= MIN_LENGTH

const objectOf = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
