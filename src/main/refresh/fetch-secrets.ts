import { basicToken, type FetchCredentials } from './fetch-credentials.ts'
import { isSecretHeader } from './fetch-hop.ts'
import type { FetchRequest } from './fetch-request.ts'

/** Shortest part of a header value that counts as a secret by itself: words such as `Bearer` are no secrets. */
const MIN_PART = 8

/** The value of a secret header, and its parts, since a server may echo the token without its scheme or name. */
function secretsOfHeader(value: string): string[] {
  return [value, ...value.split(/[\s;,=]+/).filter((part) => part.length >= MIN_PART)]
}

/** Every text that must not be seen in what a run keeps. The user name of basic credentials is no secret by itself. */
function secretsOf(credentials: FetchCredentials | null): string[] {
  if (credentials === null) return []
  if (credentials.type === 'custom_header') return secretsOfHeader(credentials.value)
  if (credentials.type !== 'basic_auth') return [credentials.value]
  return [credentials.password, basicToken(credentials.username, credentials.password)]
}

/** Values in a query are secrets when their names look like it (contract, section 4). */
const SECRET_QUERY = /token|key|secret|auth|password|signature|^sig$/i

/** Every secret that a request holds, wherever it was put. */
export function knownSecrets(
  request: Pick<FetchRequest, 'headers' | 'credentials' | 'secretHeaders'>,
  url: URL,
): string[] {
  const headers = Object.entries(request.headers).filter(([name]) => isSecretHeader(name, request))
  const query = [...url.searchParams].filter(([name]) => SECRET_QUERY.test(name))
  return [
    ...secretsOf(request.credentials),
    ...headers.flatMap(([, value]) => secretsOfHeader(value)),
    ...query.map(([, value]) => value),
    url.password,
  ]
}
