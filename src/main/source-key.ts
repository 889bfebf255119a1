import { canonicalJson } from '../shared/json.ts'
import type { StoredBinding } from './db/bindings.ts'
import { sha256 } from './hash.ts'

/** What makes two reads of a source the same request: its definition and its secrets. */
export function sourceKey({ dataSource, sealedSecrets }: Pick<StoredBinding, 'dataSource' | 'sealedSecrets'>): string {
  return sha256(`${canonicalJson(dataSource)}\n${sealedSecrets?.toString('base64') ?? ''}`)
}
