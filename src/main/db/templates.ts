import type { Transaction } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { JsonObject } from '../../shared/json.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { Template, VariableDefinition } from '../../shared/template.ts'
import { stateRow } from './binding-rows.ts'
import type { BindingState } from './bindings.ts'
import type { Db } from './database.ts'
import { type Also, changeAndTell, type Tell } from './events.ts'
import { oweRedraws } from './owed.ts'
import type { Statements } from './statements.ts'
import type { NewRow, Origin, Row, Tables } from './tables.ts'
import { keepVersion } from './template-versions.ts'

/** A template as it is kept; times are epoch milliseconds. */
export interface StoredTemplate extends Omit<Template, 'variables' | 'createdAt' | 'updatedAt'> {
  variableDefinitions: VariableDefinition[]
  /** Root variables that the source reads. */
  usedVariables: string[]
  origin: Origin
  extra: JsonObject
  revision: number
  createdAt: number
  updatedAt: number
}

export interface TemplateFilter extends PageWindow {
  sort: 'newest' | 'oldest' | 'name'
  outputFormat: 'all' | 'image' | 'pdf'
}

export interface TemplateRepository {
  insert(template: StoredTemplate, also?: Also): Promise<void>
  find(uid: string): Promise<StoredTemplate | undefined>
  /** The same, among other reads. */
  read(statements: Statements, uid: string): StoredTemplate | undefined
  list(filter: TemplateFilter): Promise<{ templates: StoredTemplate[]; total: number }>
  /**
   * Writes where the stored revision is still `expected`, and owes a redraw to the bindings that it gives; null where it
   * is not.
   */
  update(template: StoredTemplate, expected: number, also?: Also): Promise<string[] | null>
  /** Removes it where that may still be done; false where it may not. */
  remove(uid: string, removal: Removal, also?: Also): Promise<boolean>
}

export interface Removal {
  at: number
  /** The revision that it must have still, if that matters. */
  expected: number | null
  /** What the bindings that use it become; null where none may. */
  broken: Partial<BindingState> | null
}

/** Templates as they were last read, by count and by characters of source: each is behind many bindings. */
const MOST_KNOWN = 200
const MOST_KNOWN_CHARACTERS = 4_000_000

export function templateRepository(db: Db, tell: Tell = () => {}): TemplateRepository {
  const known = new LRUCache<string, StoredTemplate>({
    max: MOST_KNOWN,
    maxSize: MOST_KNOWN_CHARACTERS,
    sizeCalculation: ({ html }) => html.length + 1,
  })

  function read(statements: Statements, uid: string): StoredTemplate | undefined {
    const now = statements.get<Pick<Row<'templates'>, 'revision' | 'updated_at' | 'created_at'>>(
      'SELECT revision, updated_at, created_at FROM templates WHERE uid = ?',
      uid,
    )
    const before = now && known.get(uid)
    const isAsBefore = before?.revision === now?.revision && before?.updatedAt === now?.updated_at
    if (before && isAsBefore && before.createdAt === now?.created_at) return before
    const row = statements.get<Row<'templates'>>('SELECT * FROM templates WHERE uid = ?', uid)
    const found = row && fromRow(row)
    known.set(uid, found)
    return found
  }

  return {
    async insert(template, also) {
      await changeAndTell(db, tell, async (trx) => {
        await insertTemplate(trx, template)
        await also?.(trx)
        return { events: [{ type: 'template.created', data: { templateId: template.uid } }], at: template.createdAt }
      })
    },
    find: (uid) => db.look((statements) => read(statements, uid)),
    read,
    async list({ page, limit, sort, outputFormat }) {
      let query = db.selectFrom('templates').selectAll()
      let count = db.selectFrom('templates').select((eb) => eb.fn.countAll<number>().as('total'))
      if (outputFormat !== 'all') {
        query = query.where('output_format', '=', outputFormat)
        count = count.where('output_format', '=', outputFormat)
      }
      const direction = sort === 'newest' ? 'desc' : 'asc'
      query =
        sort === 'name' ? query.orderBy('name', (by) => by.collate('nocase')) : query.orderBy('created_at', direction)
      const { total } = await count.executeTakeFirstOrThrow()
      const rows = await query
        .orderBy('rowid' as 'uid', direction)
        .limit(limit)
        .offset((page - 1) * limit)
        .execute()
      return { templates: rows.map(fromRow), total }
    },
    async update(template, expected, also) {
      let owing: string[] | null = null
      await changeAndTell(db, tell, async (trx) => {
        const { numUpdatedRows } = await trx
          .updateTable('templates')
          .set(toRow(template))
          .where('uid', '=', template.uid)
          .where('revision', '=', expected)
          .executeTakeFirst()
        if (numUpdatedRows === 0n) return { events: [], at: template.updatedAt }
        await keepVersion(trx, template)
        owing = await oweRedraws(trx, template.uid)
        await also?.(trx)
        return { events: [{ type: 'template.changed', data: { templateId: template.uid } }], at: template.updatedAt }
      })
      return owing
    },
    async remove(uid, { at, expected, broken }, also) {
      let isRemoved = false
      await changeAndTell(db, tell, async (trx) => {
        let query = trx.deleteFrom('templates').where('uid', '=', uid)
        if (expected !== null) query = query.where('revision', '=', expected)
        if (!broken) query = query.where(({ not, exists }) => not(exists(usersOf(trx, uid))))
        const { numDeletedRows } = await query.executeTakeFirst()
        isRemoved = numDeletedRows > 0n
        if (!isRemoved) return { events: [], at }
        const users = broken ? await usersOf(trx, uid).execute() : []
        for (const user of users) db.statements.update('binding_states', user.uid, stateRow(broken ?? {}))
        await also?.(trx)
        return { events: [{ type: 'template.deleted', data: { templateId: uid } }], at }
      })
      return isRemoved
    },
  }
}

const usersOf = (trx: Transaction<Tables>, uid: string) =>
  trx.selectFrom('bindings').select('uid').where('template_id', '=', uid).where('deleted_at', 'is', null)

/** Whether it is there in this very transaction. */
export async function hasTemplate(trx: Transaction<Tables>, uid: string): Promise<boolean> {
  return (await trx.selectFrom('templates').select('uid').where('uid', '=', uid).executeTakeFirst()) !== undefined
}

export async function insertTemplate(trx: Transaction<Tables>, template: StoredTemplate): Promise<void> {
  await trx.insertInto('templates').values(toRow(template)).execute()
  await keepVersion(trx, template)
}

function toRow(t: StoredTemplate): NewRow<'templates'> {
  return {
    uid: t.uid,
    name: t.name,
    description: t.description,
    engine: t.engine,
    html: t.html,
    width: t.width,
    height: t.height,
    variable_definitions: JSON.stringify(t.variableDefinitions),
    used_variables: JSON.stringify(t.usedVariables),
    js_enabled: t.jsEnabled ? 1 : 0,
    strict_variables: t.strictVariables ? 1 : 0,
    output_format: t.outputFormat,
    category: t.category,
    tags: JSON.stringify(t.tags),
    origin: t.origin,
    extra: JSON.stringify(t.extra),
    revision: t.revision,
    created_at: t.createdAt,
    updated_at: t.updatedAt,
  }
}

function fromRow(row: Row<'templates'>): StoredTemplate {
  return {
    uid: row.uid,
    name: row.name,
    description: row.description,
    engine: row.engine,
    html: row.html,
    width: row.width,
    height: row.height,
    variableDefinitions: JSON.parse(row.variable_definitions),
    usedVariables: JSON.parse(row.used_variables),
    jsEnabled: row.js_enabled === 1,
    strictVariables: row.strict_variables === 1,
    outputFormat: row.output_format,
    category: row.category,
    tags: JSON.parse(row.tags),
    origin: row.origin,
    extra: JSON.parse(row.extra),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
