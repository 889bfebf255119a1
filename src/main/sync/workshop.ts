import type { Bindings } from '../bindings/bindings.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { Store } from '../db/store.ts'
import type { SyncStep } from '../db/sync-steps.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Secrets } from '../secrets/secrets.ts'
import type { Templates } from '../templates/templates.ts'
import type { Hosted } from './hosted.ts'
import type { Task } from './task.ts'

/** What the steps of a sync are carried out with. */
export interface Workshop {
  account: string
  hosted: Hosted
  store: Store
  bindings: Bindings
  templates: Templates
  secrets: Secrets
  now(): number
  signal: AbortSignal
}

export type Step = SyncStep<Task>
export type Stored = StoredBinding | StoredTemplate
