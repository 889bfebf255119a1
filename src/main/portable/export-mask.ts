import type { StoredBinding } from '../db/bindings.ts'
import { createMask, type Mask } from '../secrets/mask.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { openSourceSecrets } from '../secrets/source-secrets.ts'

/** A shorter secret would be found in words that are none, and a definition that lost these would be another one. */
const SHORTEST = 8

/** Hides the secrets of a source where its definition repeats them, in a body or a path. */
export function exportMask(binding: Pick<StoredBinding, 'uid' | 'sealedSecrets'>, secrets: Secrets): Mask {
  const { credentials, headers } = openSourceSecrets(binding, secrets) ?? { credentials: null, headers: {} }
  const of = credentials === null ? [] : [credentials.type === 'basic_auth' ? credentials.password : credentials.value]
  return createMask([...of, ...Object.values(headers)].filter(({ length }) => length >= SHORTEST))
}
