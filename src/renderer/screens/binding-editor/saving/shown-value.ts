import { isSecretHeaderName } from '../../../../shared/secret-header.ts'
import { AUTH_WORDS } from '../source/auth-draft.ts'

/** A part of a binding in words to compare, with no secret in it. */
export function shownValue(path: string, value: unknown): string {
  if (value === undefined) return 'nothing'
  if (path === 'dataSource') return JSON.stringify(withoutSecrets(value as Record<string, unknown>), null, 2)
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2)
}

function withoutSecrets({ credentials, headers, ...source }: Record<string, unknown>): object {
  return {
    ...source,
    ...(headers !== undefined && { headers: maskedHeaders(headers as Record<string, unknown>) }),
    ...(credentials ? { credentials: credentialWords(credentials as Record<string, unknown>) } : {}),
  }
}

const maskedHeaders = (headers: Record<string, unknown>): object =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' && !isSecretHeaderName(name) ? value : 'a secret',
    ]),
  )

function credentialWords({ type, set, value, password }: Record<string, unknown>): string {
  const kind = AUTH_WORDS[type as keyof typeof AUTH_WORDS]
  if (value !== undefined || password !== undefined) return `${kind}, a new secret`
  return set === true ? `${kind}, the secret that is kept` : `${kind}, no secret`
}
