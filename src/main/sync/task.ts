import type { Json, JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import type { Fields } from './fields.ts'
import type { Changes } from './overlay.ts'

export type Action =
  | 'forget'
  | 'adopt'
  /** What is there becomes a new object here, and what is here is tied to nothing. */
  | 'split'
  | 'pull_create'
  | 'pull_update'
  | 'pull_delete'
  | 'push_create'
  | 'push_update'
  | 'push_delete'

/** One write of a sync with all that it takes, so that the journal alone is enough to go on. No secret is in it. */
export interface Task {
  action: Action
  resource: SyncResource
  localUid: string | null
  remoteUid: string | null
  name: string
  /** Fields to be written, `[path]` for one that is taken away. */
  changes: ([string, Json] | [string])[]
  /** What the plan saw here, and there. */
  revision: number | null
  mine: Fields | null
  theirs: Fields | null
  /** Whether a list is all that it was planned by. */
  isPartial: boolean
  /** Members of the object there that Bindery does not know, names of headers as it spells them, and its URLs. */
  extra: JsonObject
  headerNames: string[]
  renderUrl: string | null
  webhookUrl: string | null
  sendCredentials: boolean
  /** Of a creation: an earlier one of the same object under the same key, of which nobody knows what came of it. */
  former: Former | null
  /** A person decided on it. */
  isForced: boolean
  subject: string
  refusedAs: string
}

export interface Former extends Pick<Task, 'changes'> {
  /** What it sent: sealed with the key, in base64. */
  sealedBody: string
}

export const changesOf = ({ changes }: Pick<Task, 'changes'>): Changes =>
  new Map<string, Json | undefined>(changes.map(([path, value]) => [path, value]))

export const toChanges = (changes: Iterable<readonly [string, Json | undefined]>): Task['changes'] =>
  [...changes].map(([path, value]) => (value === undefined ? [path] : [path, value]))
