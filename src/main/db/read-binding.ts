import { toBinding, toState } from './binding-rows.ts'
import type { BindingWithState, KeptData, ShownImage, StoredData } from './bindings.ts'
import { type Statements, TEXT } from './statements.ts'
import type { Row } from './tables.ts'

export function readBinding(statements: Statements, uid: string): BindingWithState | undefined {
  const found = readDefinition(statements, uid)
  return found && { ...found, image: shownImage(statements, found.state.imageId ?? found.state.defaultImageId) }
}

const DEFINITION = `SELECT bindings.*, binding_states.* FROM bindings JOIN binding_states USING (uid)
  WHERE uid = ${TEXT}`

function readDefinition(statements: Statements, uid: string): Omit<BindingWithState, 'image'> | undefined {
  const row = statements.get<Row<'bindings'> & Row<'binding_states'>>(DEFINITION, uid)
  return row && { binding: toBinding(row), state: toState(row) }
}

type KeptRow = Pick<Row<'binding_data'>, 'source_key' | 'hash' | 'etag' | 'last_modified' | 'fetched_at'>

const KEPT = 'source_key, hash, etag, last_modified, fetched_at'

const WITH_KEPT = `SELECT bindings.*, binding_states.*, ${KEPT} FROM bindings JOIN binding_states USING (uid)
  LEFT JOIN binding_data USING (uid) WHERE uid = ${TEXT}`

/** A definition with its state and what is known of its last good data, which may be megabytes. */
export function readWithKept(statements: Statements, uid: string) {
  const row = statements.get<Row<'bindings'> & Row<'binding_states'> & KeptRow>(WITH_KEPT, uid)
  return row && { binding: toBinding(row), state: toState(row), kept: toKept(row) }
}

export function readData(statements: Statements, uid: string): StoredData | null {
  const row = statements.get<KeptRow & { text: string }>(`SELECT ${KEPT}, text FROM binding_data WHERE uid = ?`, uid)
  const kept = row ? toKept(row) : null
  return row && kept ? { ...kept, text: row.text } : null
}

function toKept(row: KeptRow): KeptData | null {
  if (row.hash === null) return null
  return {
    sourceKey: row.source_key ?? '',
    hash: row.hash,
    etag: row.etag,
    lastModified: row.last_modified,
    fetchedAt: row.fetched_at ?? 0,
  }
}

/** What a small picture is made from: the lossless picture, or else the only one there is. */
const SHOWN_IMAGE = `SELECT id, width, height, created_at AS renderedAt, coalesce(nullif(lossless_file, ''), (
  SELECT file FROM image_files WHERE image_id = images.id AND format = images.format)) AS file
  FROM images WHERE id = ? AND file IS NOT NULL`

function shownImage(statements: Statements, id: string | null): ShownImage | null {
  if (id === null) return null
  return statements.get<ShownImage>(SHOWN_IMAGE, id) ?? null
}
