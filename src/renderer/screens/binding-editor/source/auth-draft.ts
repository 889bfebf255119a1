import type { Credentials, CredentialsInput } from '../../../../shared/data-source.ts'
import { DEFAULT_KEY_HEADER } from '../../../../shared/key-header.ts'

/** Credentials as they are being written. */
export interface AuthDraft {
  kind: 'none' | Credentials['type']
  /** The kind whose secret the farm keeps, and never tells. */
  kept: Credentials['type'] | null
  /** The secret as it was typed; empty keeps the one that is kept. */
  secret: string
  username: string
  /** Where an API key travels. */
  place: 'header' | 'query'
  /** Name of that header or query parameter, or of the custom header. */
  name: string
}

export const NO_AUTH: AuthDraft = { kind: 'none', kept: null, secret: '', username: '', place: 'header', name: '' }

export const AUTH_WORDS: Record<AuthDraft['kind'], string> = {
  none: 'No authentication',
  api_key: 'API key',
  bearer_token: 'Bearer token',
  basic_auth: 'Basic',
  custom_header: 'Custom header',
}
export const AUTH_KINDS = Object.keys(AUTH_WORDS) as AuthDraft['kind'][]

export function authDraftOf(credentials: Credentials | null): AuthDraft {
  if (credentials === null) return NO_AUTH
  const { type, set, header, query, username = '', name } = credentials
  return {
    kind: type,
    kept: set ? type : null,
    secret: '',
    username,
    place: query === undefined ? 'header' : 'query',
    name: name ?? query ?? header ?? '',
  }
}

/** Whether the secret that the farm keeps would be kept. */
export const keepsSecret = ({ kind, kept, secret }: AuthDraft): boolean => kind === kept && secret === ''

/** Credentials as they are sent: null for none, `{set: true}` for a secret that is kept. */
export function credentialsOf(auth: AuthDraft): CredentialsInput | null {
  const { kind, secret, username, place, name } = auth
  // An empty secret that nothing is kept for is left out, so that the farm's answer names the field.
  const value = secret === '' ? (keepsSecret(auth) ? { set: true } : {}) : { value: secret }
  switch (kind) {
    case 'none':
      return null
    case 'api_key':
      return { type: kind, ...value, ...(place === 'query' ? { query: name } : { header: name || DEFAULT_KEY_HEADER }) }
    case 'bearer_token':
      return { type: kind, ...value }
    case 'basic_auth':
      return { type: kind, username, ...(keepsSecret(auth) ? { set: true } : { password: secret }) }
    case 'custom_header':
      return { type: kind, ...(name !== '' && { name }), ...value }
  }
}
