const SECRET_NAME = /token|secret|passw|signature|api[_-]?key|(^|[_.-])(key|auth|sig)$/i
const CAMEL_KEY = /[a-z]Key$/

/** Names of query members whose values are secrets: `api_key`, `accessToken` and the like, but not `keyword`. */
export const isSecretQueryName = (name: string): boolean => SECRET_NAME.test(name) || CAMEL_KEY.test(name)

/** Whether a secret travels in the query of a URL. */
export function hasQuerySecret(text: string): boolean {
  const members = [...(URL.parse(text)?.searchParams ?? [])]
  return members.some(([name, value]) => value !== '' && isSecretQueryName(name))
}
