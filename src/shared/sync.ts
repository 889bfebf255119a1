import { z } from 'zod'

/** Sync with the hosted API: what is asked and answered under `/sync`, and what a synced object says of its twin. */

export const SYNC_RESOURCES = ['template', 'binding'] as const
export type SyncResource = (typeof SYNC_RESOURCES)[number]

export const CLOUD_STATES = ['synced', 'local_changes', 'conflict', 'local_only', 'held_back'] as const
export const cloudSchema = z
  .object({
    uid: z.string().nullable().describe('Its uid at the hosted API; null while it is not there'),
    renderUrl: z.string().nullable(),
    webhookUrl: z.string().nullable(),
    state: z.enum(CLOUD_STATES),
    syncedAt: z.string().nullable(),
  })
  .meta({ id: 'Cloud', description: 'The twin at the hosted API' })
export type Cloud = z.infer<typeof cloudSchema>

/** Where the hosted API is reached unless another one is named. */
export const HOSTED_URL = 'https://api.pictify.io'

export const syncAccountInputSchema = z
  .object({
    baseUrl: z
      .string()
      .max(2000)
      .refine(isBaseUrl, {
        message: 'Expected an https URL, or an http URL of a private address, without credentials, query or fragment',
        params: { code: 'invalid_format' },
      })
      .default(HOSTED_URL),
    apiKey: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('May be left out to keep the one that is stored for this URL'),
    pushPrivate: z.boolean().default(false).describe('Whether bindings with a private or loopback source go up too'),
  })
  .meta({ id: 'SyncConnect' })
export type SyncAccountInput = z.infer<typeof syncAccountInputSchema>

function isBaseUrl(text: string): boolean {
  const url = URL.parse(text)
  if (!url || url.username || url.password || url.search || url.hash) return false
  return url.protocol === 'https:' || url.protocol === 'http:'
}

export const syncAccountSchema = z
  .object({ baseUrl: z.string(), keySet: z.boolean(), pushPrivate: z.boolean() })
  .meta({ id: 'SyncAccount' })
export type SyncAccount = z.infer<typeof syncAccountSchema>
export const syncAccountEnvelope = z.object({ account: syncAccountSchema })
export const syncAccountDeletedSchema = z.object({ deleted: z.literal(true) })

export const syncSettingsSchema = z
  .object({
    auto: z.enum(['off', 'change', 'interval']).describe('When a sync starts by itself'),
    minutes: z.number().int().min(1).max(1440).describe('Between two automatic syncs, for `interval`'),
  })
  .meta({ id: 'SyncSettings' })
export type SyncSettings = z.infer<typeof syncSettingsSchema>
export const DEFAULT_SYNC_SETTINGS: SyncSettings = { auto: 'off', minutes: 15 }
export const syncSettingsEnvelope = z.object({ settings: syncSettingsSchema })
export const syncSettingsUpdateSchema = syncSettingsSchema.partial().meta({ id: 'SyncSettingsUpdate' })

export const SYNC_ERROR_CODES = [
  'offline',
  'key_rejected',
  'forbidden',
  'rate_limited',
  'server_fault',
  'not_an_api',
  'deletes_unconfirmed',
  'failed',
] as const
export const syncErrorSchema = z
  .object({
    code: z.enum(SYNC_ERROR_CODES),
    message: z.string(),
    at: z.string(),
    retryAt: z.string().nullable().describe('When an automatic sync tries again; null where it waits for a person'),
  })
  .meta({ id: 'SyncError' })
export type SyncError = z.infer<typeof syncErrorSchema>

const failure = z.object({ operationId: z.string(), name: z.string(), error: z.string() })
export const syncResultSchema = z
  .object({
    applied: z.number().int(),
    failed: z.array(failure),
    conflicts: z.number().int().describe('Left as they are'),
    heldBack: z.number().int(),
  })
  .meta({ id: 'SyncResult' })
export type SyncResult = z.infer<typeof syncResultSchema>
export const syncResultEnvelope = z.object({ result: syncResultSchema })

/** So many failures of the last sync are told in how sync stands, which is told often. */
export const TOLD_FAILURES = 100

export const syncLastResultSchema = syncResultSchema
  .extend({
    at: z.string(),
    failed: z.array(failure).describe(`The first ${TOLD_FAILURES}`),
    failures: z.number().int().describe('How many failed'),
  })
  .meta({ id: 'SyncLastResult' })
export type SyncLastResult = z.infer<typeof syncLastResultSchema>

export const SYNC_STATES = ['idle', 'planning', 'applying', 'offline', 'error'] as const
export const syncStatusSchema = z
  .object({
    account: syncAccountSchema.nullable(),
    settings: syncSettingsSchema,
    state: z.enum(SYNC_STATES),
    progress: z
      .object({ done: z.number().int(), total: z.number().int().nullable() })
      .nullable()
      .describe('Objects read while planning, operations done while applying; null while nothing goes on'),
    lastSyncAt: z.string().nullable(),
    lastResult: syncLastResultSchema
      .nullable()
      .describe('What the last sync came to, whoever started it; null before the first, and once it was undone'),
    lastError: syncErrorSchema.nullable(),
    pending: z
      .object({ templates: z.number().int(), bindings: z.number().int(), deletes: z.number().int() })
      .describe('Local changes that are still to go up'),
    conflicts: z.number().int().describe('Of the newest plan'),
    heldBack: z.number().int(),
    canUndo: z.boolean().describe('Whether the last sync changed anything here that can be taken back'),
  })
  .meta({ id: 'SyncStatus' })
export type SyncStatus = z.infer<typeof syncStatusSchema>

export const SYNC_KINDS = [
  'push_create',
  'push_update',
  'push_delete',
  'pull_create',
  'pull_update',
  'pull_delete',
  'adopt',
  'forget',
  'conflict',
  'held_back',
] as const
export type SyncKind = (typeof SYNC_KINDS)[number]

/** A member of an object; absent on a side where the key is absent. */
export const syncFieldSchema = z.object({
  path: z.string().describe('For example `html`, `mapping.title`, `dataSource.headers["X-Team"]`'),
  base: z.unknown().optional().describe('At the last sync'),
  mine: z.unknown().optional(),
  theirs: z.unknown().optional(),
  isConflict: z.boolean().describe('Changed on both sides, to different values'),
})
export type SyncField = z.infer<typeof syncFieldSchema>

export const HELD_BACK_REASONS = [
  'private_source',
  'sample',
  'starter',
  'template_not_read',
  'template_missing',
  'template_held_back',
  'refused',
  'engine',
] as const

export const syncOperationSchema = z
  .object({
    id: z.string().describe('The same in every plan that holds the same operation'),
    kind: z.enum(SYNC_KINDS),
    resource: z.enum(SYNC_RESOURCES),
    localUid: z.string().nullable(),
    remoteUid: z.string().nullable(),
    name: z.string(),
    fields: z
      .array(syncFieldSchema)
      .describe('What it writes; for a conflict every field that differs, those in conflict marked'),
    reason: z.string().describe('Why, in a sentence'),
    hold: z.enum(HELD_BACK_REASONS).nullable().describe('Why it is held back; null for other kinds'),
    deletedOn: z.enum(['local', 'remote']).nullable().describe('In a conflict of a deletion with an edit: who deleted'),
    hosts: z.array(z.string()).describe('The hosts that a template which comes down loads from'),
    runsScripts: z.boolean().describe('Whether a template which comes down runs scripts'),
    hasCredentials: z.boolean().describe('Whether there are credentials here that can be sent along, if asked'),
  })
  .meta({ id: 'SyncOperation' })
export type SyncOperation = z.infer<typeof syncOperationSchema>

export const syncPlanSchema = z
  .object({
    id: z.string().describe('The same as long as its operations are'),
    createdAt: z.string(),
    operations: z.array(syncOperationSchema),
    summary: z.object({
      create: z.number().int(),
      update: z.number().int(),
      delete: z.number().int(),
      adopt: z.number().int(),
      conflicts: z.number().int(),
      heldBack: z.number().int(),
      unchanged: z.number().int(),
      notRead: z.number().int().describe('Hosted templates that were not looked at yet, within the rate limit'),
      deletesOnCloud: z.number().int(),
      deletesHere: z.number().int(),
      needsConfirmation: z.boolean().describe('Whether apply wants `confirmDeletes`'),
    }),
  })
  .meta({ id: 'SyncPlan' })
export type SyncPlan = z.infer<typeof syncPlanSchema>
export const syncPlanEnvelope = z.object({ plan: syncPlanSchema })

const side = z.enum(['mine', 'theirs'])
export const resolutionSchema = z.union([z.enum(['mine', 'theirs', 'both']), z.record(z.string(), side)])
export type Resolution = z.infer<typeof resolutionSchema>

export const syncApplySchema = z
  .object({
    planId: z.string().min(1).max(200),
    resolutions: z.record(z.string(), resolutionSchema).default({}),
    sendCredentials: z.array(z.string()).max(100_000).default([]).describe('Uids of bindings whose credentials go up'),
    confirmDeletes: z.boolean().default(false),
  })
  .meta({ id: 'SyncApply' })
export type SyncApply = z.infer<typeof syncApplySchema>

export const syncStartedSchema = z.object({ status: z.literal('applying'), planId: z.string() })

export const syncUndoneSchema = z
  .object({
    undone: z.number().int(),
    skipped: z
      .array(z.object({ localUid: z.string(), name: z.string(), reason: z.string() }))
      .describe('Changed here since, so that they stay as they are'),
  })
  .meta({ id: 'SyncUndone' })
export type SyncUndone = z.infer<typeof syncUndoneSchema>
