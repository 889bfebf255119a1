import type { Transaction } from 'kysely'
import type { Binding, BindingStatus, OutputConfig, RefreshPolicy } from '../../shared/binding.ts'
import type { DataSource } from '../../shared/data-source.ts'
import type { Json, JsonObject } from '../../shared/json.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import { bindingRow, stateRow } from './binding-rows.ts'
import type { Db } from './database.ts'
import { type Due, dueBindings, mendDueTimes, moveDueTimes, nextDue } from './due-bindings.ts'
import { type Also, changeAndTell, type Tell } from './events.ts'
import { listBindings } from './list-bindings.ts'
import { oweCall, oweLostPictures, oweRefresh } from './owed.ts'
import { readBinding, readData } from './read-binding.ts'
import type { Statements } from './statements.ts'
import type { NewRow, Origin, Tables } from './tables.ts'
import type { GoesOn } from './trim-history.ts'

/** A definition as it is kept. Secrets are sealed apart; `dataSource` only says that they are set. */
export interface StoredBinding {
  uid: string
  name: string
  templateId: string
  dataSource: DataSource
  sealedSecrets: Buffer | null
  needsSecret: boolean
  mapping: Record<string, string>
  defaults: Record<string, Json>
  refreshPolicy: RefreshPolicy
  outputConfig: OutputConfig
  urlExtension: string
  webhookToken: string
  sealedWebhookSecret: Buffer | null
  origin: Origin
  extra: JsonObject
  revision: number
  createdAt: number
  updatedAt: number
  deletedAt: number | null
}

export type LastError = NonNullable<Binding['lastError']>
export type ServeState = 'fresh' | 'stale' | 'default' | 'error'

/** What refreshing changes. Times are epoch milliseconds. */
export interface BindingState {
  uid: string
  status: BindingStatus
  /** What it served when it was paused; one that failed then serves that on, resumed, until a refresh has ended. */
  pausedState: ServeState | null
  failureCount: number
  /** How the last five refreshes ended: s or f for each, oldest first. */
  recentEnds: string
  lastError: LastError | null
  lastRefreshAt: number | null
  lastRenderedAt: number | null
  nextRefreshAt: number | null
  refreshInterval: number
  imageId: string | null
  defaultImageId: string | null
  renderKey: string | null
  defaultKey: string | null
  frameKey: string | null
  drawnDataHash: string | null
  variables: Record<string, Json>
  missing: string[]
  /** Edits that are to be drawn and that no stored run has. */
  owedRedraws: number
  /** Webhook calls that no stored run has taken in. */
  owedCalls: number
  /** A refresh was promised that no stored run has carried out. */
  isRefreshOwed: boolean
  /** Mean time of the last runs in milliseconds, waiting left out; null before the first. */
  averageMs: number | null
}

/** The picture that a binding has to show: the last good one, or the default one where there is no other. */
export interface ShownImage {
  id: string
  /** Content hash of the lossless PNG. */
  file: string
  /** Device pixels. */
  width: number
  height: number
  renderedAt: number
}

export interface BindingWithState {
  binding: StoredBinding
  state: BindingState
  image: ShownImage | null
}

/** What tells the last good data of a binding from others, and what they answer. */
export interface KeptData {
  sourceKey: string
  /** SHA-256 of the text, hex. */
  hash: string
  etag: string | null
  lastModified: string | null
  fetchedAt: number
}

/** The same with the data themselves, as JSON text. */
export interface StoredData extends KeptData {
  text: string
}

/** The part of a definition that tells of its secrets. */
export type SecretHolder = Pick<
  StoredBinding,
  'uid' | 'dataSource' | 'sealedSecrets' | 'sealedWebhookSecret' | 'needsSecret'
>

export interface BindingFilter extends PageWindow {
  templateId?: string | undefined
  status?: BindingStatus | undefined
  uids?: readonly string[] | undefined
}

export interface BindingRepository {
  insert(binding: StoredBinding, state: BindingState, also?: Also): Promise<void>
  /** Undefined for one that is not there or was deleted. */
  find(uid: string): Promise<BindingWithState | undefined>
  findWithDeleted(uid: string): Promise<BindingWithState | undefined>
  findByWebhookToken(token: string): Promise<BindingWithState | undefined>
  list(filter: BindingFilter): Promise<{ bindings: BindingWithState[]; total: number }>
  uidsOfTemplate(templateId: string): Promise<string[]>
  /** Writes definition and state where the stored revision is still `expected`; false where it is not. */
  update(binding: StoredBinding, state: Partial<BindingState>, expected: number, also?: Also): Promise<boolean>
  updateState(uid: string, state: Partial<BindingState>, at: number): Promise<void>
  /** Deletes for good what was deleted before `before`, one at a time; `goesOn` is asked between. */
  purgeDeleted(before: number, goesOn?: GoesOn): Promise<void>
  /** What is due at `now`, longest overdue first, then what is owed; without what is taken at that moment. */
  due(now: number, limit: number, isTaken?: (uid: string) => boolean): Promise<Due[]>
  /** The earliest due time after `now`, or null. */
  nextDue(now: number): Promise<number | null>
  /** Makes due at `now` what a clock set back has pushed further away than its own interval; gives the count. */
  mendDueTimes(now: number): Promise<number>
  /** Moves due times by so many milliseconds, along with the clock, but those of `but`, which go by it already. */
  moveDueTimes(by: number, but: Iterable<string>): Promise<void>
  counts(): Promise<Record<BindingStatus, number>>
  /** All that have secrets, or had. */
  withSecrets(): Promise<SecretHolder[]>
  setNeedsSecret(uid: string, needsSecret: boolean): Promise<void>
  data(uid: string): Promise<StoredData | null>
  webhookBody(uid: string): Promise<string | null>
  /** Keeps a webhook's call, and its body where that is data; false where the binding was paused or deleted meanwhile. */
  putWebhookCall(uid: string, body: string | null): Promise<boolean>
  /** Keeps the promise of a refresh until a run carries it out, unless the run of that id already has. */
  promiseRefresh(uid: string, runId: string): Promise<void>
  /** Has those drawn again that had a picture and have none. */
  oweLostPictures(): Promise<void>
}

export function bindingRepository(db: Db, tell: Tell = () => {}): BindingRepository {
  const read = (uid: string) => db.look((statements) => readBinding(statements, uid))

  return {
    async insert(binding, state, also) {
      await changeAndTell(db, tell, async (trx) => {
        insertBinding(db.statements, binding, state)
        await also?.(trx)
        return { events: [{ type: 'binding.created', data: { bindingId: binding.uid } }], at: binding.createdAt }
      })
    },
    async find(uid) {
      const found = await read(uid)
      return found?.binding.deletedAt === null ? found : undefined
    },
    findWithDeleted: read,
    async findByWebhookToken(token) {
      const owner = await db
        .selectFrom('bindings')
        .select('uid')
        .where('webhook_token', '=', token)
        .where('deleted_at', 'is', null)
        .executeTakeFirst()
      return owner && read(owner.uid)
    },
    list: (filter) => db.look((statements) => listBindings(statements, filter)),
    async uidsOfTemplate(templateId) {
      const rows = await db
        .selectFrom('bindings')
        .select('uid')
        .where('template_id', '=', templateId)
        .where('deleted_at', 'is', null)
        .execute()
      return rows.map(({ uid }) => uid)
    },
    async update(binding, state, expected, also) {
      let isUpdated = false
      await changeAndTell(db, tell, async (trx) => {
        const type = await updateBinding(trx, binding, expected)
        isUpdated = type !== null
        if (type === null) return { events: [], at: binding.updatedAt }
        db.statements.update('binding_states', binding.uid, { ...stateRow(state), ...listing(binding) })
        await also?.(trx)
        return { events: [{ type, data: { bindingId: binding.uid } }], at: binding.updatedAt }
      })
      return isUpdated
    },
    async updateState(uid, state, at) {
      await changeAndTell(db, tell, async () => {
        db.statements.update('binding_states', uid, stateRow(state))
        return { events: [{ type: 'binding.changed', data: { bindingId: uid } }], at }
      })
    },
    async purgeDeleted(before, goesOn = () => true) {
      const old = await db.selectFrom('bindings').select('uid').where('deleted_at', '<', before).execute()
      // One by one: each takes its runs along, and all else waits meanwhile. One that was restored meanwhile stays.
      for (const { uid } of old) {
        if (!goesOn()) return
        await db.atOnce(({ run }) => run('DELETE FROM bindings WHERE uid = ? AND deleted_at < ?', uid, before))
      }
    },
    due: (now, limit, isTaken = () => false) => db.look((statements) => dueBindings(statements, now, limit, isTaken)),
    nextDue: (now) => db.look((statements) => nextDue(statements, now)),
    mendDueTimes: (now) => mendDueTimes(db, now),
    moveDueTimes: (by, but) => moveDueTimes(db, by, but),
    async counts() {
      const rows = await db
        .selectFrom('binding_states')
        .select((eb) => ['status', eb.fn.countAll<number>().as('total')])
        .where('listed_at', 'is not', null)
        .groupBy('status')
        .execute()
      const counts = { active: 0, paused: 0, error: 0 }
      for (const { status, total } of rows) counts[status] = total
      return counts
    },
    async withSecrets() {
      const rows = await db
        .selectFrom('bindings')
        .select(['uid', 'data_source', 'sealed_secrets', 'sealed_webhook_secret', 'needs_secret'])
        .where((eb) =>
          eb.or([
            eb('sealed_secrets', 'is not', null),
            eb('sealed_webhook_secret', 'is not', null),
            eb('needs_secret', '=', 1),
          ]),
        )
        .execute()
      return rows.map(({ uid, data_source, sealed_secrets, sealed_webhook_secret, needs_secret }) => ({
        uid,
        dataSource: JSON.parse(data_source),
        sealedSecrets: sealed_secrets,
        sealedWebhookSecret: sealed_webhook_secret,
        needsSecret: needs_secret === 1,
      }))
    },
    async setNeedsSecret(uid, needsSecret) {
      await db
        .updateTable('bindings')
        .set({ needs_secret: needsSecret ? 1 : 0 })
        .where('uid', '=', uid)
        .execute()
    },
    data: (uid) => db.look((statements) => readData(statements, uid)),
    async webhookBody(uid) {
      const row = await db.selectFrom('binding_data').select('webhook_body').where('uid', '=', uid).executeTakeFirst()
      return row?.webhook_body ?? null
    },
    async putWebhookCall(uid, body) {
      return db.transaction().execute(async (trx) => {
        if (!(await oweCall(trx, uid))) return false
        if (body !== null)
          await trx.updateTable('binding_data').set({ webhook_body: body }).where('uid', '=', uid).execute()
        return true
      })
    },
    promiseRefresh: (uid, runId) => oweRefresh(db, uid, runId),
    oweLostPictures: () => oweLostPictures(db),
  }
}

const listing = ({ createdAt, templateId, deletedAt }: StoredBinding) =>
  deletedAt === null
    ? { listed_at: createdAt, listed_template: templateId }
    : { listed_at: null, listed_template: null }

export function insertBinding(statements: Statements, binding: StoredBinding, state: BindingState): void {
  statements.insert('bindings', bindingRow(binding))
  statements.insert('binding_states', { ...stateRow(state), ...listing(binding) } as NewRow<'binding_states'>)
  statements.insert('binding_data', { uid: binding.uid })
}

/** Writes a definition where its revision is still `expected`, and says what that changed; null where it is not. */
async function updateBinding(trx: Transaction<Tables>, binding: StoredBinding, expected: number) {
  const before = await trx
    .selectFrom('bindings')
    .select('deleted_at')
    .where('uid', '=', binding.uid)
    .where('revision', '=', expected)
    .executeTakeFirst()
  if (!before) return null
  await trx.updateTable('bindings').set(bindingRow(binding)).where('uid', '=', binding.uid).execute()
  if (binding.deletedAt !== null) return 'binding.deleted'
  return before.deleted_at === null ? 'binding.changed' : 'binding.restored'
}

export function putData(statements: Statements, uid: string, data: StoredData): void {
  statements.update('binding_data', uid, {
    source_key: data.sourceKey,
    hash: data.hash,
    etag: data.etag,
    last_modified: data.lastModified,
    fetched_at: data.fetchedAt,
    text: data.text,
  })
}
