import type { Transaction } from 'kysely'
import type { FarmEvent } from '../../shared/events.ts'
import { type BindingState, putData, type StoredData, updateStateRow } from './bindings.ts'
import type { Db } from './database.ts'
import { insertEvents, type StoredEvent } from './events.ts'
import { insertImage, type NewImage } from './images.ts'
import { type Owed, settle } from './owed.ts'
import { insertRun, type StoredRun } from './runs.ts'
import type { Tables } from './tables.ts'

/** All that one refresh changes. */
export interface RefreshResult {
  run: StoredRun
  /** The definition's revision that the refresh read. */
  revision: number
  /** What was owed when the refresh began. */
  owed: Owed
  /** False where it was only drawn anew. */
  askedSource: boolean
  state: Partial<BindingState>
  /** The data where new data was read, good or not for drawing. */
  data: StoredData | null
  images: NewImage[]
  /** Made once the run is stored, so that events tell of the run as it is kept. */
  events: (run: StoredRun) => FarmEvent[]
}

export interface Committed {
  run: StoredRun
  events: StoredEvent[]
}

/**
 * Ends refreshes: run, picture, state, data, events and deliveries of each in one transaction. A refresh that was
 * cancelled, or whose binding was deleted meanwhile, changes nothing and is recorded as cancelled; one whose definition
 * was changed meanwhile changes nothing at all and gives null.
 */
export async function commitResults(db: Db, results: readonly RefreshResult[]): Promise<(Committed | null)[]> {
  return db.transaction().execute(async (trx) => {
    const committed: (Committed | null)[] = []
    for (const result of results) committed.push(await commitOne(trx, result))
    return committed
  })
}

async function commitOne(trx: Transaction<Tables>, result: RefreshResult): Promise<Committed | null> {
  const uid = result.run.bindingUid
  const current = await trx
    .selectFrom('bindings')
    .select(['revision', 'deleted_at'])
    .where('uid', '=', uid)
    .executeTakeFirst()
  if (!current) return { run: cancelled(result.run), events: [] }
  if (result.run.outcome === 'cancelled' || current.deleted_at !== null) {
    return { run: await insertRun(trx, cancelled(result.run)), events: [] }
  }
  if (current.revision !== result.revision) return null
  for (const image of result.images) await insertImage(trx, image)
  if (result.images.length > 0) await countRenders(trx, result.run.finishedAt, result.images.length)
  if (result.data) await putData(trx, uid, result.data)
  await updateStateRow(trx, uid, result.state)
  await settle(trx, uid, result.owed, result.askedSource)
  const run = await insertRun(trx, result.run)
  return { run, events: await insertEvents(trx, result.events(run), run.finishedAt) }
}

function cancelled(run: StoredRun): StoredRun {
  return { ...run, outcome: 'cancelled', image: null, changed: [], error: null }
}

async function countRenders(trx: Transaction<Tables>, at: number, renders: number): Promise<void> {
  await trx
    .insertInto('daily_counts')
    .values({ day: utcDay(at), renders })
    .onConflict((conflict) => conflict.column('day').doUpdateSet((eb) => ({ renders: eb('renders', '+', renders) })))
    .execute()
}

export async function rendersOn(db: Db, at: number): Promise<number> {
  const row = await db.selectFrom('daily_counts').select('renders').where('day', '=', utcDay(at)).executeTakeFirst()
  return row?.renders ?? 0
}

const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Stores a single render with the events that tell of it. */
export async function commitSingleRender(
  db: Db,
  image: NewImage | null,
  events: readonly FarmEvent[],
  at: number,
): Promise<StoredEvent[]> {
  return db.transaction().execute(async (trx) => {
    if (image) {
      await insertImage(trx, image)
      await countRenders(trx, at, 1)
    }
    return insertEvents(trx, events, at)
  })
}
