import { sql, type Transaction } from 'kysely'
import type { Json } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'
import type { Db } from './database.ts'
import type { Also } from './events.ts'
import type { NewRow, Row, Tables } from './tables.ts'

/** An object that is here and at the hosted API, and what it was on either side at the last sync. */
export interface SyncLink {
  resource: SyncResource
  localUid: string
  remoteUid: string
  /** Canonical forms, as text. */
  mine: string
  theirs: string
  /** What a field was there before it was last sent; an empty list where it was absent. */
  before: Record<string, [Json] | []>
  renderUrl: string | null
  webhookUrl: string | null
  localRevision: number
  readAt: number
  syncedAt: number
  forgottenAt: number | null
}

export interface SyncLinkRepository {
  all(account: string): Promise<SyncLink[]>
  ofLocals(account: string, resource: SyncResource, uids: readonly string[]): Promise<SyncLink[]>
  findByRemote(account: string, resource: SyncResource, uid: string): Promise<SyncLink | undefined>
  put(account: string, links: readonly SyncLink[], also?: Also): Promise<void>
  setRead(account: string, resource: SyncResource, remoteUids: readonly string[], at: number): Promise<void>
  /** What is here and tied to nothing, what was saved since the last sync, and what was deleted here since. */
  changedHere(account: string, resource: SyncResource): Promise<ChangedHere>
  purgeForgotten(before: number): Promise<void>
}

export interface ChangedHere {
  untied: string[]
  saved: string[]
  deleted: number
}

export function syncLinkRepository(db: Db): SyncLinkRepository {
  const of = (account: string) => db.selectFrom('sync_links').selectAll().where('account', '=', account)
  return {
    async all(account) {
      return (await of(account).execute()).map(fromRow)
    },
    async ofLocals(account, resource, uids) {
      if (uids.length === 0) return []
      const rows = await of(account).where('resource', '=', resource).where('local_uid', 'in', anyOf(uids)).execute()
      return rows.map(fromRow)
    },
    async findByRemote(account, resource, uid) {
      const row = await of(account).where('resource', '=', resource).where('remote_uid', '=', uid).executeTakeFirst()
      return row && fromRow(row)
    },
    async put(account, links, also) {
      await db.transaction().execute(async (trx) => {
        for (const link of links) await putLink(trx, account, link)
        await also?.(trx)
      })
    },
    async setRead(account, resource, remoteUids, at) {
      if (remoteUids.length === 0) return
      await db
        .updateTable('sync_links')
        .set({ read_at: at })
        .where('account', '=', account)
        .where('resource', '=', resource)
        .where('remote_uid', 'in', anyOf(remoteUids))
        .execute()
    },
    async changedHere(account, resource) {
      const live = db
        .selectFrom('sync_links')
        .select(['local_uid', 'local_revision'])
        .where('account', '=', account)
        .where('resource', '=', resource)
        .where('forgotten_at', 'is', null)
      const present =
        resource === 'binding'
          ? db.selectFrom('bindings').select(['uid', 'revision', 'origin']).where('deleted_at', 'is', null)
          : db.selectFrom('templates').select(['uid', 'revision', 'origin'])
      const rows = await db
        .with('live', () => live)
        .with('present', () => present)
        .selectFrom('present')
        .leftJoin('live', 'live.local_uid', 'present.uid')
        .select(['uid', 'origin', 'local_revision'])
        .where((eb) => eb.or([eb('local_revision', 'is', null), eb('local_revision', '<>', eb.ref('revision'))]))
        .execute()
      const { deleted } = await db
        .with('live', () => live)
        .with('present', () => present)
        .selectFrom('live')
        .select((eb) => eb.fn.countAll<number>().as('deleted'))
        .where('local_uid', 'not in', (eb) => eb.selectFrom('present').select('uid'))
        .executeTakeFirstOrThrow()
      return {
        // What came with Bindery goes up only along with something else.
        untied: rows.filter((row) => row.local_revision === null && row.origin !== 'starter').map(({ uid }) => uid),
        saved: rows.filter((row) => row.local_revision !== null).map(({ uid }) => uid),
        deleted,
      }
    },
    async purgeForgotten(before) {
      await db.deleteFrom('sync_links').where('forgotten_at', '<', before).execute()
    },
  }
}

/** However many they are, they are one parameter. */
const anyOf = (uids: readonly string[]) => sql<string>`(SELECT value FROM json_each(${JSON.stringify(uids)}))`

/** Ties two objects; whatever either of them was tied to before, it is no longer. */
export async function putLink(trx: Transaction<Tables>, account: string, link: SyncLink): Promise<void> {
  await trx
    .deleteFrom('sync_links')
    .where('account', '=', account)
    .where('resource', '=', link.resource)
    .where((eb) => eb.or([eb('local_uid', '=', link.localUid), eb('remote_uid', '=', link.remoteUid)]))
    .execute()
  await trx.insertInto('sync_links').values(toRow(account, link)).execute()
}

export async function removeLink(
  trx: Transaction<Tables>,
  account: string,
  { resource, localUid }: Pick<SyncLink, 'resource' | 'localUid'>,
): Promise<void> {
  await trx
    .deleteFrom('sync_links')
    .where('account', '=', account)
    .where('resource', '=', resource)
    .where('local_uid', '=', localUid)
    .execute()
}

/**
 * A template has become two: which of them its bindings are to use is for a person to say, so that neither base of theirs
 * names it any more.
 */
export async function splitTemplate(trx: Transaction<Tables>, account: string, localUid: string): Promise<void> {
  await trx
    .updateTable('sync_links')
    .set({
      mine: sql<string>`json_remove(mine, '$.templateId')`,
      theirs: sql<string>`json_remove(theirs, '$.templateId')`,
      // `mine` is no longer the form of any revision.
      local_revision: -1,
    })
    .where('account', '=', account)
    .where('resource', '=', 'binding')
    .where(sql<string>`theirs ->> '$.templateId'`, '=', localUid)
    .execute()
}

export async function findLink(
  trx: Transaction<Tables>,
  account: string,
  resource: SyncResource,
  localUid: string,
): Promise<SyncLink | undefined> {
  const row = await trx
    .selectFrom('sync_links')
    .selectAll()
    .where('account', '=', account)
    .where('resource', '=', resource)
    .where('local_uid', '=', localUid)
    .executeTakeFirst()
  return row && fromRow(row)
}

function toRow(account: string, link: SyncLink): NewRow<'sync_links'> {
  return {
    account,
    resource: link.resource,
    local_uid: link.localUid,
    remote_uid: link.remoteUid,
    mine: link.mine,
    theirs: link.theirs,
    before: JSON.stringify(link.before),
    render_url: link.renderUrl,
    webhook_url: link.webhookUrl,
    local_revision: link.localRevision,
    read_at: link.readAt,
    synced_at: link.syncedAt,
    forgotten_at: link.forgottenAt,
  }
}

function fromRow(row: Row<'sync_links'>): SyncLink {
  return {
    resource: row.resource,
    localUid: row.local_uid,
    remoteUid: row.remote_uid,
    mine: row.mine,
    theirs: row.theirs,
    before: JSON.parse(row.before),
    renderUrl: row.render_url,
    webhookUrl: row.webhook_url,
    localRevision: row.local_revision,
    readAt: row.read_at,
    syncedAt: row.synced_at,
    forgottenAt: row.forgotten_at,
  }
}
