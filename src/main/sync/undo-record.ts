import type { Json } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { SyncLink } from '../db/sync-links.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { type Fields, isSame, pathsOf } from './fields.ts'

/** A binding as it is kept in a record: sealed secrets as base64. */
export type KeptBinding = Omit<StoredBinding, 'sealedSecrets' | 'sealedWebhookSecret'> & {
  sealedSecrets: string | null
}

/** What a sync changed here, with what it takes to undo it. */
export type LocalChange = {
  resource: SyncResource
  localUid: string
  name: string
} & (
  | { kind: 'created'; revision: number; link: SyncLink | null }
  | { kind: 'changed'; revision: number; before: StoredTemplate | KeptBinding; mine: Kept; theirs: Kept }
  | { kind: 'deleted'; before: StoredTemplate | KeptBinding; link: SyncLink | null }
)

/** Fields of a base as they were; `[path]` for one that was absent. */
export type Kept = ([string, Json] | [string])[]

export function keptOf(before: Fields, after: Fields): Kept {
  const other = pathsOf(before, after).filter((path) => !isSame(before[path], after[path]))
  return other.map((path) => (before[path] === undefined ? [path] : [path, before[path]]))
}

export function keptForm(stored: StoredTemplate | StoredBinding): StoredTemplate | KeptBinding {
  if ('html' in stored) return stored
  const { sealedSecrets, sealedWebhookSecret: _, ...binding } = stored
  return { ...binding, sealedSecrets: sealedSecrets?.toString('base64') ?? null }
}
