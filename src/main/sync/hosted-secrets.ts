import type { Json, JsonObject } from '../../shared/json.ts'
import { isSecretHeaderName } from '../../shared/secret-header.ts'

/** Members of credentials that are secrets. */
const SECRET_MEMBERS = ['value', 'password'] as const
/** Shorter texts would be found, and hidden, where they mean nothing: in what is said, and in objects. */
const MIN_SAID = 4
const MIN_ECHOED = 8

/** The secrets in a definition that is sent, so that they can be hidden in what is said of it. */
export function secretsIn(body: JsonObject | undefined): string[] {
  const { url } = objectOf(body?.dataSource)
  const query = typeof url === 'string' ? [...(URL.parse(url)?.searchParams.values() ?? [])] : []
  return [...namedSecrets(body), ...query].filter((text) => text.length >= MIN_SAID)
}

/** Those of them that an object can hold only where the API has echoed them: no short ones, no parts of a URL. */
export const unmistakableSecrets = (body: JsonObject | undefined): string[] =>
  namedSecrets(body).filter((text) => text.length >= MIN_ECHOED)

function namedSecrets(body: JsonObject | undefined): string[] {
  const source = objectOf(body?.dataSource)
  const credentials = objectOf(source.credentials)
  const headers = Object.entries(objectOf(source.headers)).filter(([name]) => isSecretHeaderName(name))
  const values = [...SECRET_MEMBERS.map((member) => credentials[member]), ...headers.map(([, value]) => value)]
  return values.filter((value) => typeof value === 'string')
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

const objectOf = (value: Json | undefined): JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
