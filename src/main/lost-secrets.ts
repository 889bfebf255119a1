import type { DataSource } from '../shared/binding.ts'
import type { SecretHolder } from './db/bindings.ts'
import type { Store } from './db/store.ts'
import type { Secrets } from './secrets.ts'

/**
 * Marks the bindings whose secrets are sealed with a key that is not here (a locked keychain, a data folder without its
 * key file), and takes the mark back where the key is here again.
 */
export async function markLostSecrets(store: Pick<Store, 'bindings'>, secrets: Secrets): Promise<void> {
  for (const binding of await store.bindings.withSecrets()) {
    const needsSecret = isDropped(binding.dataSource) || !isOpened(binding, secrets)
    if (needsSecret !== binding.needsSecret) await store.bindings.setNeedsSecret(binding.uid, needsSecret)
  }
}

const isOpened = ({ sealedSecrets, uid }: SecretHolder, secrets: Secrets): boolean =>
  sealedSecrets === null || secrets.unseal(sealedSecrets, uid) !== null

/** Whether the source itself says that a secret of its is to be given again. */
function isDropped(source: DataSource): boolean {
  if (source.type !== 'http') return false
  const headers = Object.values(source.headers).some((value) => typeof value === 'object' && !value.set)
  return headers || source.credentials?.set === false
}
