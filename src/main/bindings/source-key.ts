import { canonicalJson } from '../../shared/json.ts'
import type { StoredBinding } from '../db/bindings.ts'
import { sha256 } from '../hash.ts'

/** What makes two reads of a source the same request: its definition and its secrets. */
export function sourceKey(binding: Pick<StoredBinding, 'dataSource' | 'sealedSecrets'>): string {
  const { dataSource, sealedSecrets } = binding
  const key = keys.get(binding) ?? sha256(`${canonicalJson(dataSource)}\n${sealedSecrets?.toString('base64') ?? ''}`)
  keys.set(binding, key)
  return key
}

/** One refresh asks for it several times; a definition that was read never changes in place. */
const keys = new WeakMap<object, string>()
