import { sql } from 'kysely'
import type { RunError } from '../../shared/errors.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { Outcome, Phase, RunDetails, Trigger } from '../../shared/run.ts'
import type { Format } from '../../shared/template.ts'
import { conditionsOf } from './conditions.ts'
import type { Db } from './database.ts'
import { pageReach } from './page-reach.ts'
import { type HourCounts, hoursSince, trimHours } from './run-hours.ts'
import { type Statements, TEXT, type Value } from './statements.ts'
import type { Row } from './tables.ts'

/** One refresh as it is kept; times are epoch milliseconds. */
export interface StoredRun {
  id: string
  bindingUid: string
  trigger: Trigger
  outcome: Outcome
  startedAt: number
  finishedAt: number
  phases: Record<Phase, number>
  bytes: number
  missing: string[]
  changed: string[]
  /** The picture that it drew. */
  image: { id: string; format: Format } | null
  error: RunError | null
  count: number
  details: RunDetails | null
}

export interface RunFilter extends PageWindow {
  bindingUid?: string | undefined
  outcome?: Outcome | undefined
  trigger?: Trigger | undefined
}

export interface RunRepository {
  find(id: string): Promise<StoredRun | undefined>
  list(
    bindingUid: string,
    filter: PageWindow & { outcome?: Outcome | undefined },
  ): Promise<{ runs: StoredRun[]; total: number }>
  /** Of all bindings, newest first, with the names of these. */
  listAll(filter: RunFilter): Promise<{ runs: { run: StoredRun; bindingName: string }[]; total: number }>
  /** The run that drew the picture before a run, where that picture is kept still. */
  previousDrawn(run: StoredRun): Promise<StoredRun | undefined>
  /** What ended in the hours from `since` on; of one binding, or of all. */
  hoursSince(since: number, bindingUid?: string): Promise<HourCounts[]>
  /** Milliseconds that the newest `limit` renders since then took; of one binding, or of all. */
  renderTimes(since: number, limit: number, bindingUid?: string): Promise<number[]>
  /** Removes all but the newest `keep` runs of every binding. */
  trim(keep: number): Promise<void>
  /** Forgets the counts of hours that began before `before`. */
  trimHours(before: number): Promise<void>
}

/** The order in which runs were stored, whatever the clock said: it may have been set back since. */
const STORED = 'rowid' as 'id'
/** Outcomes that drew nothing; in a row they fold into one record. */
const FOLDING: readonly Outcome[] = ['unchanged', 'not_modified']

export function runRepository(db: Db): RunRepository {
  const listAll = (filter: RunFilter) =>
    db.look((statements) => {
      const { from, values } = filtered(filter)
      const total = statements.count(from, ...values)
      const { order, limit, offset } = pageReach(filter, total)
      // Chosen before anything is read of them, so that the rows of the pages before cost next to nothing.
      const rows = statements.all<Row<'runs'> & { binding_name: string }>(
        `SELECT runs.*, bindings.name AS binding_name FROM runs JOIN bindings ON bindings.uid = binding_uid
          WHERE runs.rowid IN (SELECT rowid FROM ${from} ORDER BY rowid ${order} LIMIT ? OFFSET ?)
          ORDER BY runs.rowid DESC`,
        ...values,
        limit,
        offset,
      )
      return { runs: rows.map((row) => ({ run: fromRow(row), bindingName: row.binding_name })), total }
    })

  return {
    async find(id) {
      const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst()
      return row && fromRow(row)
    },
    async list(bindingUid, filter) {
      const { runs, total } = await listAll({ ...filter, bindingUid })
      return { runs: runs.map(({ run }) => run), total }
    },
    listAll,
    async previousDrawn({ id, bindingUid }) {
      const row = await db
        .selectFrom('runs')
        .innerJoin('images', 'images.id', 'runs.image_id')
        .selectAll('runs')
        .where('runs.binding_uid', '=', bindingUid)
        .where(sql<boolean>`runs.rowid < (SELECT rowid FROM runs WHERE id = ${id})`)
        .orderBy('runs.rowid' as 'runs.id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row && fromRow(row)
    },
    hoursSince: (since, bindingUid) => hoursSince(db, since, bindingUid),
    async renderTimes(since, limit, bindingUid) {
      let query = db
        .selectFrom('runs')
        .select((eb) => eb('finished_at', '-', eb.ref('started_at')).as('ms'))
        .where('outcome', '=', 'rendered')
        .where('finished_at', '>=', since)
      if (bindingUid !== undefined) query = query.where('binding_uid', '=', bindingUid)
      const rows = await query.orderBy('finished_at', 'desc').limit(limit).execute()
      return rows.map(({ ms }) => ms)
    },
    trimHours: (before) => trimHours(db, before),
    async trim(keep) {
      const crowded = await db
        .selectFrom('runs')
        .select('binding_uid')
        .groupBy('binding_uid')
        .having((eb) => eb.fn.countAll<number>(), '>', keep)
        .execute()
      for (const { binding_uid } of crowded) {
        const kept = db
          .selectFrom('runs')
          .select('id')
          .where('binding_uid', '=', binding_uid)
          .orderBy(STORED, 'desc')
          .limit(keep)
        await db.deleteFrom('runs').where('binding_uid', '=', binding_uid).where('id', 'not in', kept).execute()
      }
    },
  }
}

function filtered({ bindingUid, outcome, trigger }: RunFilter): { from: string; values: Value[] } {
  const { given, values } = conditionsOf([
    ['binding_uid = ?', bindingUid],
    ['outcome = ?', outcome],
    ['trigger = ?', trigger],
  ])
  // All, in a narrow index: the rows themselves are wide.
  const where = given.length > 0 ? given.join(' AND ') : '(count > 0) = 1'
  return { from: `runs WHERE ${where}`, values }
}

/**
 * Adds a run. One that drew nothing takes the place of a like one right before it and counts for both, so that the
 * newest id is always there to be asked for.
 */
export function insertRun(statements: Statements, run: StoredRun): StoredRun {
  const stored = FOLDING.includes(run.outcome) ? foldIntoLast(statements, run) : run
  statements.insert('runs', {
    id: stored.id,
    binding_uid: stored.bindingUid,
    trigger: stored.trigger,
    outcome: stored.outcome,
    started_at: stored.startedAt,
    finished_at: stored.finishedAt,
    phases: JSON.stringify(stored.phases),
    bytes: stored.bytes,
    missing: JSON.stringify(stored.missing),
    changed: JSON.stringify(stored.changed),
    image_id: stored.image?.id ?? null,
    image_format: stored.image?.format ?? null,
    error: stored.error && JSON.stringify(stored.error),
    count: stored.count,
    details: stored.details && JSON.stringify(stored.details),
  })
  return stored
}

const LAST = `SELECT rowid AS at, outcome, count FROM runs WHERE binding_uid = ${TEXT} ORDER BY rowid DESC LIMIT 1`

function foldIntoLast(statements: Statements, run: StoredRun): StoredRun {
  const last = statements.get<Pick<Row<'runs'>, 'outcome' | 'count'> & { at: number }>(LAST, run.bindingUid)
  if (last?.outcome !== run.outcome) return run
  statements.run('DELETE FROM runs WHERE rowid = ?', last.at)
  return { ...run, count: last.count + 1 }
}

function fromRow(row: Row<'runs'>): StoredRun {
  return {
    id: row.id,
    bindingUid: row.binding_uid,
    trigger: row.trigger as Trigger,
    outcome: row.outcome as Outcome,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    phases: JSON.parse(row.phases),
    bytes: row.bytes,
    missing: JSON.parse(row.missing),
    changed: JSON.parse(row.changed),
    image: row.image_id === null ? null : { id: row.image_id, format: row.image_format as Format },
    error: row.error === null ? null : JSON.parse(row.error),
    count: row.count,
    details: row.details === null ? null : JSON.parse(row.details),
  }
}
