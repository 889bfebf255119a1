import type { Generated, Insertable, Selectable } from 'kysely'

/** Milliseconds since the Unix epoch, UTC. */
type Millis = number
/** JSON text. Repositories parse and print it; nothing outside this room sees it. */
type JsonText = string
type Flag = 0 | 1

export interface TemplatesTable {
  uid: string
  name: string
  description: string
  /** "html" is what Bindery draws; others come by sync and are kept whole. */
  engine: string
  html: string
  width: number
  height: number
  variable_definitions: JsonText
  /** Root variables that the source reads. */
  used_variables: JsonText
  js_enabled: Flag
  strict_variables: Flag
  output_format: 'image' | 'pdf'
  category: string
  tags: JsonText
  origin: Origin
  /** Members that Bindery does not know, kept for sync. */
  extra: JsonText
  /** Counts saves; the definition's ETag. */
  revision: number
  created_at: Millis
  updated_at: Millis
}

/** Where a definition came from: made here, seeded at first start, pulled by sync, read from a file. */
export type Origin = 'user' | 'starter' | 'sync' | 'import'

export interface BindingsTable {
  uid: string
  name: string
  template_id: string
  /** The source without any secret. */
  data_source: JsonText
  /** Credentials and secret header values, sealed for this uid; null where there are none. */
  sealed_secrets: Buffer | null
  needs_secret: Flag
  mapping: JsonText
  defaults: JsonText
  refresh_policy: JsonText
  output_config: JsonText
  /** Extension of the render URL, fixed at creation so that the path never changes. */
  url_extension: string
  webhook_token: string
  /** The webhook signing secret, sealed for this uid. */
  sealed_webhook_secret: Buffer | null
  origin: Origin
  extra: JsonText
  revision: number
  created_at: Millis
  updated_at: Millis
  deleted_at: Millis | null
}

/** What refreshing changes; one row a binding, apart from the definition so that a refresh never touches that. */
export interface BindingStatesTable {
  uid: string
  status: 'active' | 'paused' | 'error'
  /** The serving state at the moment it was paused. */
  paused_state: 'fresh' | 'stale' | 'default' | 'error' | null
  failure_count: number
  /** How the last five refreshes ended: s or f for each, oldest first. */
  recent_ends: Generated<string>
  last_error: JsonText | null
  last_refresh_at: Millis | null
  last_rendered_at: Millis | null
  /** When the scheduler takes it next; null for never. */
  next_refresh_at: Millis | null
  /** How far ahead `next_refresh_at` was set, so that a clock set back can be told from a long wait. */
  refresh_interval: Millis
  image_id: string | null
  default_image_id: string | null
  /** Render keys of the two pictures. */
  render_key: string | null
  default_key: string | null
  /** Hash of all but the data that the last picture was drawn with. */
  frame_key: string | null
  /** Hash of the data that the last picture was drawn from. */
  drawn_data_hash: string | null
  variables: JsonText
  missing: JsonText
  /** Edits that are to be drawn and that no stored run has. */
  owed_redraws: Generated<number>
  /** Webhook calls that no stored run has taken in. */
  owed_calls: Generated<number>
  /** Whether a refresh was promised that no stored run has carried out. */
  refresh_owed: Generated<Flag>
  /** The id that was given for it. */
  owed_run_id: string | null
  /** Mean time of the last runs, waiting left out; null before the first. */
  average_ms: number | null
  /** The last hour in which a refresh of it ended, and how many did so in which way; those before are in `run_hours`. */
  counted_hour: Millis | null
  counted_rendered: Generated<number>
  counted_unchanged: Generated<number>
  counted_failed: Generated<number>
  /** When its binding was made and of which template it is, for lists by status; null for one that was deleted. */
  listed_at: Millis | null
  listed_template: string | null
}

/** The last good data of a binding, and the last body that its webhook took in. */
export interface BindingDataTable {
  uid: string
  /** Hash of the request that the data answers; validators hold for that request only. */
  source_key: string | null
  hash: string | null
  etag: string | null
  last_modified: string | null
  fetched_at: Millis | null
  text: string | null
  webhook_body: string | null
}

export interface RunsTable {
  id: string
  binding_uid: string
  trigger: string
  outcome: string
  started_at: Millis
  finished_at: Millis
  phases: JsonText
  bytes: number
  missing: JsonText
  changed: JsonText
  image_id: string | null
  image_format: string | null
  error: JsonText | null
  /** How many unchanged runs in a row this row stands for. */
  count: number
  details: JsonText | null
}

/** What ended in an hour: of a binding, or of all of them in the rows of the empty uid. */
export interface RunHoursTable {
  binding_uid: string
  /** When it began. */
  hour: Millis
  rendered: number
  /** Those that drew nothing, and were successes too. */
  unchanged: number
  failed: number
}

/** A call of a binding's webhook. */
export interface WebhookCallsTable {
  id: string
  binding_uid: string
  at: Millis
  /** Why it was refused; null where it was accepted. */
  refusal: string | null
  bytes: number
  run_id: string | null
  /** The first of it, secrets masked. */
  body_start: string
  /** The whole body, of the newest calls. */
  body: Buffer | null
}

/** What a template was; the newest version of a template is what it is. */
export interface TemplateVersionsTable {
  template_uid: string
  /** The revision that it was saved as. */
  version: number
  name: string
  content: JsonText
  /** The members that differ from the version before. */
  changed: JsonText
  created_at: Millis
}

export interface ImagesTable {
  id: string
  /** `binding`: drawn by a refresh; `default`: from the defaults alone; `api`: a single render. */
  source: 'binding' | 'default' | 'api'
  binding_uid: string | null
  template_uid: string
  render_key: string
  format: string
  quality: number
  /** Device pixels. */
  width: number
  height: number
  /** Content hash of the lossless PNG that other formats derive from; empty where none was taken. */
  lossless_file: string
  /** Content hash of the composed page, from which a PDF is printed. */
  page_file: string
  page_bytes: number
  /** How the page is drawn again for a PDF: CSS size, scale and whether scripts run. */
  page_options: JsonText
  created_at: Millis
  /** Content hash of the picture in its own format as it was drawn; null where it was drawn before this was kept. */
  drawn_file: string | null
}

export interface ImageFilesTable {
  image_id: string
  format: string
  /** Content hash (SHA-256, hex), which names the file. */
  file: string
  bytes: number
  /** When it may be packed smaller, epoch milliseconds; null where it was, or is not going to be. */
  pack_at: number | null
}

export interface EventsTable {
  seq: Generated<number>
  id: string
  type: string
  binding_uid: string | null
  template_uid: string | null
  data: JsonText
  created_at: Millis
}

export interface SubscriptionsTable {
  uid: string
  event: string
  target_url: string
  platform: string
  filters: JsonText
  sealed_secret: Buffer
  status: 'active' | 'paused' | 'failed'
  /** Why it stopped by itself. */
  reason: string | null
  created_at: Millis
  updated_at: Millis
}

export interface DeliveriesTable {
  id: string
  subscription_uid: string
  event_seq: number
  status: 'pending' | 'delivered' | 'failed'
  attempts: number
  next_attempt_at: Millis | null
  created_at: Millis
  finished_at: Millis | null
}

export interface DeliveryAttemptsTable {
  id: Generated<number>
  delivery_id: string
  at: Millis
  /** HTTP status, or null where there was no answer. */
  status: number | null
  duration_ms: number
  error: string | null
}

export interface IdempotencyTable {
  method: string
  path: string
  key: string
  body_hash: string
  /** HTTP status of the first answer; 0 while there is none. */
  status: number
  /** Headers and body of the first answer, sealed; empty while there is none. */
  sealed_answer: Buffer
  /** What the uid of that which the request makes is made of, so that it is made once. */
  token: string | null
  created_at: Millis
}

export interface SettingsTable {
  key: string
  value: JsonText
}

export interface DailyCountsTable {
  /** UTC date, YYYY-MM-DD. */
  day: string
  renders: number
}

/** An object that is here and at the hosted API. */
export interface SyncLinksTable {
  /** The base URL of the hosted API. */
  account: string
  resource: 'template' | 'binding'
  local_uid: string
  remote_uid: string
  /** Canonical form here, and there, at the last sync. */
  mine: JsonText
  theirs: JsonText
  /** What a field was there before it was last sent, in a list that is empty where it was absent. */
  before: JsonText
  render_url: string | null
  webhook_url: string | null
  /** The revision here that `mine` is the form of. */
  local_revision: number
  /** When it was last read in full. */
  read_at: Millis
  synced_at: Millis
  /** When it was gone on both sides; null while it is anywhere. */
  forgotten_at: Millis | null
}

/** What the last plan said of an object here, where it is not simply in step. */
export interface SyncMarksTable {
  account: string
  resource: 'template' | 'binding'
  local_uid: string
  state: 'conflict' | 'held_back'
}

/** What one side would not take; held back until its content changes. */
export interface SyncRefusalsTable {
  account: string
  /** The uid here; of what is only there, `remote:` and its uid there. */
  subject: string
  /** Hash of what was refused. */
  hash: string
  message: string
}

/** The journal of the sync under way, or of the last one. */
export interface SyncStepsTable {
  seq: Generated<number>
  account: string
  operation_id: string
  task: JsonText
  state: 'pending' | 'sent' | 'done' | 'failed'
  idempotency_key: string
  /** What a creation sent, sealed with its key until it is answered: under one key only the same may be sent again. */
  sealed_body: Buffer | null
  attempts: number
  error: string | null
}

/** What the last sync changed here, as it was before. */
export interface SyncUndoTable {
  seq: Generated<number>
  account: string
  change: JsonText
}

export interface Tables {
  templates: TemplatesTable
  bindings: BindingsTable
  binding_states: BindingStatesTable
  binding_data: BindingDataTable
  runs: RunsTable
  run_hours: RunHoursTable
  webhook_calls: WebhookCallsTable
  template_versions: TemplateVersionsTable
  images: ImagesTable
  image_files: ImageFilesTable
  events: EventsTable
  subscriptions: SubscriptionsTable
  deliveries: DeliveriesTable
  delivery_attempts: DeliveryAttemptsTable
  idempotency: IdempotencyTable
  settings: SettingsTable
  daily_counts: DailyCountsTable
  sync_links: SyncLinksTable
  sync_marks: SyncMarksTable
  sync_refusals: SyncRefusalsTable
  sync_steps: SyncStepsTable
  sync_undo: SyncUndoTable
}

export type Row<T extends keyof Tables> = Selectable<Tables[T]>
export type NewRow<T extends keyof Tables> = Insertable<Tables[T]>
