import type { Binding } from '../shared/binding.ts'

/** Whether there is a secret here that can be sent: of its credentials, or of a header named like one. */
export function hasCredentials({ dataSource }: Pick<Binding, 'dataSource'>): boolean {
  if (dataSource.type !== 'http') return false
  const headers = Object.values(dataSource.headers)
  return dataSource.credentials?.set === true || headers.some((value) => typeof value !== 'string' && value.set)
}
