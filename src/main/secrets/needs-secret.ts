import type { DataSource } from '../../shared/data-source.ts'
import type { SecretHolder } from '../db/bindings.ts'
import type { Secrets } from './secrets.ts'

/** Whom the signing secret of a binding's webhook is sealed for; its source's secrets are sealed for the uid itself. */
export const webhookOwner = (uid: string): string => `${uid}/webhook`

/** Whether a secret of a binding's is to be given again: it was dropped, or is sealed with a key that is not here. */
export function needsSecret(binding: Omit<SecretHolder, 'needsSecret'>, secrets: Secrets): boolean {
  const { uid, dataSource, sealedSecrets, sealedWebhookSecret } = binding
  const isLost = (blob: Buffer | null, owner: string) => blob !== null && secrets.unseal(blob, owner) === null
  return lacksSecret(dataSource) || isLost(sealedSecrets, uid) || isLost(sealedWebhookSecret, webhookOwner(uid))
}

/** Whether the source itself says that a secret of its is to be given again. */
export function lacksSecret(source: DataSource): boolean {
  if (source.type !== 'http') return false
  const headers = Object.values(source.headers).some((value) => typeof value === 'object' && !value.set)
  return headers || source.credentials?.set === false
}
