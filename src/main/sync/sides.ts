import type { JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import type { SyncLink } from '../db/sync-links.ts'
import type { Fields } from './fields.ts'

/** An object here, as the planner sees it. */
export interface LocalObject {
  uid: string
  name: string
  /** Its canonical form, as text and as such. */
  form: { text: string; fields(): Fields }
  revision: number
  createdAt: number
  /** Came with the first start. */
  isStarter: boolean
  hasCredentials: boolean
  /** Whether its data comes from an address that only this machine or its network has. */
  hasPrivateSource: boolean
}

/** An object there, as it was read. */
export interface RemoteView {
  uid: string
  body: JsonObject
  /** Read singly, not as an item of a list. */
  isFull: boolean
  /** Whether it has all members that such an object has. */
  isWhole: boolean
  /** False where too little of it was read to say what it is. */
  isEnough: boolean
}

/** All there is of a kind, on both sides. */
export interface Side {
  resource: SyncResource
  locals: readonly LocalObject[]
  remotes: readonly RemoteView[]
  links: readonly SyncLink[]
}

/** Stands for the template of a binding there that has no twin here. */
export const unlinkedTemplate = (remoteUid: string): string => `remote:${remoteUid}`
export const unlinkedUid = (templateId: string): string | null =>
  templateId.startsWith('remote:') ? templateId.slice(7) : null
