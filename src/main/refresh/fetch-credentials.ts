import { DEFAULT_KEY_HEADER } from '../../shared/key-header.ts'

/** A source's credentials, decrypted, for the length of one fetch. */
export type FetchCredentials =
  | { type: 'api_key'; value: string; header?: string; query?: string }
  | { type: 'bearer_token'; value: string }
  | { type: 'basic_auth'; username: string; password: string }
  | { type: 'custom_header'; name: string; value: string }

export const basicToken = (username: string, password: string): string =>
  Buffer.from(`${username}:${password}`).toString('base64')

/** The header that carries the credentials, as [name, value]; null when they travel in the query. */
export function credentialHeader(credentials: FetchCredentials): [string, string] | null {
  switch (credentials.type) {
    case 'api_key':
      return credentials.query === undefined ? [credentials.header ?? DEFAULT_KEY_HEADER, credentials.value] : null
    case 'bearer_token':
      return ['Authorization', `Bearer ${credentials.value}`]
    case 'basic_auth':
      return ['Authorization', `Basic ${basicToken(credentials.username, credentials.password)}`]
    case 'custom_header':
      return [credentials.name, credentials.value]
  }
}

/** The URL with a key that travels in the query; every other URL as it is. */
export function withCredentialQuery(url: URL, credentials: FetchCredentials | null): URL {
  if (credentials?.type !== 'api_key' || credentials.query === undefined) return url
  const keyed = new URL(url)
  keyed.searchParams.set(credentials.query, credentials.value)
  return keyed
}
