import type { StoredBinding } from '../db/bindings.ts'
import { knownSecrets } from '../refresh/fetch-secrets.ts'
import { createMask, type Mask } from './mask.ts'
import type { Secrets } from './secrets.ts'
import { openSourceSecrets } from './source-secrets.ts'

/** Hides the secrets of a binding's source in what is kept of its runs and calls. */
export function sourceMask(
  binding: Pick<StoredBinding, 'uid' | 'dataSource' | 'sealedSecrets'>,
  secrets: Secrets,
): Mask {
  const { dataSource } = binding
  const url = dataSource.type === 'http' ? URL.parse(dataSource.url) : null
  const opened = openSourceSecrets(binding, secrets)
  if (!url || !opened) return createMask([])
  const secretHeaders = Object.keys(opened.headers).map((name) => name.toLowerCase())
  return createMask(knownSecrets({ ...opened, secretHeaders }, url).all)
}
