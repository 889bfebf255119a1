import type { FarmEvent } from '../../shared/events.ts'
import { stateRow } from './binding-rows.ts'
import { type BindingState, putData, type StoredData } from './bindings.ts'
import type { Db } from './database.ts'
import { eventInserter, insertEvents, type StoredEvent } from './events.ts'
import { insertImage, isAnotherPicture, type NewImage } from './images.ts'
import { isAnythingOwed, type Owed, settle } from './owed.ts'
import { type CountedHour, countForAll, countWithState } from './run-hours.ts'
import { insertRun, type StoredRun } from './runs.ts'
import { type Statements, TEXT } from './statements.ts'
import type { Row } from './tables.ts'

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
  /** Made once the run is stored, so that events tell of the run as it is kept, and of whether the picture changed. */
  events: (run: StoredRun, changed: boolean) => FarmEvent[]
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
  return db.atOnce((statements) => {
    const group = { tell: eventInserter(statements), isAnythingOwed: isAnythingOwed(statements) }
    const committed = results.map((result) => commitOne(statements, result, group))
    const runs = committed.flatMap((each) => (each ? [each.run] : []))
    countForAll(statements, runs)
    return committed
  })
}

/** What is the same for all that are committed together. */
interface Group {
  tell: ReturnType<typeof eventInserter>
  isAnythingOwed: boolean
}

const CURRENT = `SELECT revision, deleted_at, counted_hour, counted_rendered, counted_unchanged, counted_failed
  FROM bindings JOIN binding_states USING (uid) WHERE uid = ${TEXT}`

function commitOne(statements: Statements, result: RefreshResult, group: Group): Committed | null {
  const uid = result.run.bindingUid
  const current = statements.get<Pick<Row<'bindings'>, 'revision' | 'deleted_at'> & CountedHour>(CURRENT, uid)
  if (!current) return { run: cancelled(result.run), events: [] }
  if (result.run.outcome === 'cancelled' || current.deleted_at !== null) {
    return { run: insertRun(statements, cancelled(result.run)), events: [] }
  }
  if (current.revision !== result.revision) return null
  const changed = isPictureChanged(statements, result)
  for (const image of result.images) insertImage(statements, image)
  if (result.images.length > 0) countRenders(statements, result.run.finishedAt, result.images.length)
  if (result.data) putData(statements, uid, result.data)
  const counted = countWithState(statements, uid, current, result.run)
  statements.update('binding_states', uid, { ...stateRow(result.state), ...counted })
  if (group.isAnythingOwed) settle(statements, uid, result.owed, result.askedSource)
  const run = insertRun(statements, result.run)
  return { run, events: group.tell(result.events(run, changed), run.finishedAt) }
}

function isPictureChanged(statements: Statements, { run, images }: RefreshResult): boolean {
  const drawn = images.find(({ image }) => image.id === run.image?.id)
  return drawn !== undefined && isAnotherPicture(statements, run.bindingUid, drawn)
}

function cancelled(run: StoredRun): StoredRun {
  return { ...run, outcome: 'cancelled', image: null, changed: [], error: null }
}

function countRenders(statements: Statements, at: number, renders: number): void {
  statements.run(
    'INSERT INTO daily_counts (day, renders) VALUES (?, ?) ON CONFLICT DO UPDATE SET renders = renders + excluded.renders',
    utcDay(at),
    renders,
  )
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
  return db.atOnce((statements) => {
    if (image) {
      insertImage(statements, image)
      countRenders(statements, at, 1)
    }
    return insertEvents(statements, events, at)
  })
}
