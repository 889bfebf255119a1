import type { Store } from '../db/store.ts'
import { needsSecret } from './needs-secret.ts'
import type { Secrets } from './secrets.ts'

/**
 * Marks the bindings whose secrets are sealed with a key that is not here (a locked keychain, a data folder without its
 * key file), and takes the mark back where the key is here again.
 */
export async function markLostSecrets(store: Pick<Store, 'bindings'>, secrets: Secrets): Promise<void> {
  for (const binding of await store.bindings.withSecrets()) {
    const needs = needsSecret(binding, secrets)
    if (needs !== binding.needsSecret) await store.bindings.setNeedsSecret(binding.uid, needs)
  }
}
