import type { Binding } from '../shared/binding.ts'
import { hasQuerySecret } from '../shared/secret-query.ts'

/** Whether there is a secret here that can be sent: of its credentials, or of a header or in the query named like one. */
export function hasCredentials({ dataSource }: Pick<Binding, 'dataSource'>): boolean {
  if (dataSource.type !== 'http') return false
  const { credentials, headers, url } = dataSource
  const isInHeaders = Object.values(headers).some((value) => typeof value !== 'string' && value.set)
  return credentials?.set === true || isInHeaders || hasQuerySecret(url)
}
