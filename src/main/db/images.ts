import { sql } from 'kysely'
import type { PageWindow } from '../../shared/pagination.ts'
import type { Format } from '../../shared/template.ts'
import type { Db } from './database.ts'
import { type Statements, TEXT } from './statements.ts'
import type { NewRow, Row } from './tables.ts'
import { nextToPack, packAt, putOff, type Replaced, replacePng } from './to-pack.ts'

/** How a page was drawn: CSS pixels, scale, and whether its scripts ran. */
export interface PageOptions {
  width: number
  height: number
  deviceScaleFactor: number
  javaScript: boolean
}

/** One picture. Files are named by the SHA-256 of their content. */
export interface StoredImage {
  id: string
  source: 'binding' | 'default' | 'api'
  bindingUid: string | null
  templateUid: string
  renderKey: string
  format: Format
  quality: number
  /** Device pixels. */
  width: number
  height: number
  /** Null where none was taken: the picture is its own source then, and the page can be drawn again. */
  losslessFile: string | null
  pageFile: string
  pageBytes: number
  pageOptions: PageOptions
  createdAt: number
}

export interface ImageFile {
  imageId: string
  format: Format
  file: string
  bytes: number
}

/** A picture with its files: its own format, and the lossless PNG. */
export interface NewImage {
  image: StoredImage
  files: ImageFile[]
}

/** A picture of a binding in the list of those it had. */
export type ListedImage = Pick<StoredImage, 'id' | 'format' | 'width' | 'height' | 'createdAt'> & { bytes: number }

export interface ImageRepository {
  insert(image: NewImage): Promise<void>
  find(id: string): Promise<StoredImage | undefined>
  files(id: string): Promise<ImageFile[]>
  /** The pictures that a binding's refreshes drew, newest first. */
  ofBinding(uid: string, window: PageWindow): Promise<{ images: ListedImage[]; total: number }>
  /** Adds a format; false where the picture is gone. */
  addFile(file: ImageFile): Promise<boolean>
  /** Pictures over the count of their binding or of a binding that is gone, but those served; single renders too old. */
  expired(keepPerBinding: number, apiBefore: number): Promise<string[]>
  /** Pictures that no binding serves, oldest first, and the most bytes that each may free. */
  oldestUnserved(limit: number): Promise<{ id: string; bytes: number }[]>
  remove(ids: readonly string[]): Promise<void>
  /** Removes a picture whose files were lost, also where it is served: the next run of its binding draws it again. */
  forgetLost(id: string): Promise<void>
  /** Bytes of all formats of all pictures; a file that two pictures share counts once. */
  totalBytes(): Promise<number>
  /** Whether any picture still needs the file of that hash. */
  isReferenced(file: string): Promise<boolean>
  /** The PNG that is to be packed smaller next; null where it is nobody's turn. */
  nextToPack(now: number): Promise<string | null>
  /** Leaves a PNG as it is until then; null for ever. */
  putOffPacking(file: string, at: number | null): Promise<void>
  /** Puts a PNG of the same pixels in the place of another, for all pictures that have it. */
  replacePng(old: string, packed: Pick<ImageFile, 'file' | 'bytes'>): Promise<Replaced>
}

export function imageRepository(db: Db): ImageRepository {
  const unserved = () =>
    db
      .selectFrom('images')
      .where((eb) =>
        eb.not(eb.exists(eb.selectFrom('binding_states').select('uid').whereRef('image_id', '=', 'images.id'))),
      )
      .where((eb) =>
        eb.not(eb.exists(eb.selectFrom('binding_states').select('uid').whereRef('default_image_id', '=', 'images.id'))),
      )
  return {
    async insert(image) {
      await db.atOnce((statements) => insertImage(statements, image))
    },
    async find(id) {
      const row = await db.selectFrom('images').selectAll().where('id', '=', id).executeTakeFirst()
      return row && fromRow(row)
    },
    async files(id) {
      const rows = await db.selectFrom('image_files').selectAll().where('image_id', '=', id).execute()
      return rows.map(({ image_id, format, file, bytes }) => ({
        imageId: image_id,
        format: format as Format,
        file,
        bytes,
      }))
    },
    async ofBinding(uid, { page, limit }) {
      const of = db.selectFrom('images').where('binding_uid', '=', uid).where('source', '=', 'binding')
      const { total } = await of.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow()
      const rows = await of
        .leftJoin('image_files', (join) =>
          join.onRef('image_files.image_id', '=', 'images.id').onRef('image_files.format', '=', 'images.format'),
        )
        .select(['images.id', 'images.format', 'width', 'height', 'created_at', 'bytes'])
        .orderBy('created_at', 'desc')
        .orderBy('images.rowid' as 'images.id', 'desc')
        .limit(limit)
        .offset((page - 1) * limit)
        .execute()
      const images = rows.map(({ id, format, width, height, created_at, bytes }) => {
        return { id, format: format as Format, width, height, createdAt: created_at, bytes: bytes ?? 0 }
      })
      return { images, total }
    },
    async addFile(added) {
      return db.transaction().execute(async (trx) => {
        const image = await trx
          .selectFrom('images')
          .select(['source', 'created_at as createdAt'])
          .where('id', '=', added.imageId)
          .executeTakeFirst()
        if (!image) return false
        await trx
          .insertInto('image_files')
          .values(fileRow(image, added))
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        return true
      })
    },
    async expired(keepPerBinding, apiBefore) {
      const over = await unserved()
        .select('images.id')
        .where('binding_uid', 'is not', null)
        .where((eb) =>
          eb(
            eb
              .selectFrom('images as newer')
              .select((e) => e.fn.countAll<number>().as('n'))
              .whereRef('newer.binding_uid', '=', 'images.binding_uid')
              .where(isNewer),
            '>=',
            keepPerBinding,
          ),
        )
        .execute()
      const old = await db
        .selectFrom('images')
        .select('id')
        .where('source', '=', 'api')
        .where('created_at', '<', apiBefore)
        .execute()
      const orphans = await db
        .selectFrom('images')
        .select('images.id')
        .leftJoin('bindings', 'bindings.uid', 'images.binding_uid')
        .where('binding_uid', 'is not', null)
        .where('bindings.uid', 'is', null)
        .execute()
      return [...over, ...old, ...orphans].map(({ id }) => id)
    },
    async oldestUnserved(limit) {
      return unserved()
        .select((eb) => [
          'images.id',
          eb(
            'page_bytes',
            '+',
            eb
              .selectFrom('image_files')
              .select((e) => e.fn.coalesce(e.fn.sum<number>('bytes'), e.lit(0)).as('bytes'))
              .whereRef('image_id', '=', 'images.id'),
          ).as('bytes'),
        ])
        .orderBy('images.rowid' as 'images.id')
        .limit(limit)
        .execute()
    },
    async remove(ids) {
      for (let at = 0; at < ids.length; at += REMOVED_AT_A_TIME) {
        await db
          .deleteFrom('images')
          .where('id', 'in', ids.slice(at, at + REMOVED_AT_A_TIME))
          .execute()
      }
    },
    async forgetLost(id) {
      await db.transaction().execute(async (trx) => {
        const states = trx.updateTable('binding_states')
        const undrawn = { image_id: null, render_key: null, frame_key: null }
        await states.set(undrawn).where('image_id', '=', id).execute()
        await states.set({ default_image_id: null, default_key: null }).where('default_image_id', '=', id).execute()
        await trx.deleteFrom('images').where('id', '=', id).execute()
      })
    },
    async totalBytes() {
      const files = db.selectFrom('image_files').select(['file', 'bytes']).distinct().as('files')
      const pages = db.selectFrom('images').select(['page_file', 'page_bytes']).distinct().as('pages')
      const pictures = await db
        .selectFrom(files)
        .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('files.bytes'), eb.lit(0)).as('total'))
        .executeTakeFirstOrThrow()
      const composed = await db
        .selectFrom(pages)
        .select((eb) => eb.fn.coalesce(eb.fn.sum<number>('pages.page_bytes'), eb.lit(0)).as('total'))
        .executeTakeFirstOrThrow()
      return pictures.total + composed.total
    },
    isReferenced: (file) =>
      db.look((statements) => statements.get<{ found: number }>(IS_REFERENCED, file, file, file)?.found === 1),
    nextToPack: (now) => nextToPack(db, now),
    putOffPacking: (file, at) => db.atOnce((statements) => putOff(statements, file, at)),
    replacePng: (old, packed) => replacePng(db, old, packed),
  }
}

/** Asked of tens of thousands of files in a row. */
const IS_REFERENCED = `SELECT EXISTS (SELECT 1 FROM image_files WHERE file = ${TEXT})
  OR EXISTS (SELECT 1 FROM images WHERE lossless_file = ${TEXT})
  OR EXISTS (SELECT 1 FROM images WHERE page_file = ${TEXT}) AS found`

/** In the column of the lossless file, which can't be null. */
const NONE = ''

/** SQLite takes so many parameters in one statement and no more. */
const REMOVED_AT_A_TIME = 500

/** The picture in its own format, as it was drawn. */
const drawnFile = ({ image, files }: NewImage): string | null =>
  files.find(({ format }) => format === image.format)?.file ?? null

/** Whether a new picture of a binding is another one than it has: the same bytes are the same picture. */
export function isAnotherPicture(statements: Statements, bindingUid: string, drawn: NewImage): boolean {
  const before = statements.get<Pick<Row<'images'>, 'drawn_file'>>(DRAWN_BEFORE, bindingUid)
  return before?.drawn_file !== drawnFile(drawn)
}

const DRAWN_BEFORE = `SELECT drawn_file FROM binding_states JOIN images ON id = image_id WHERE uid = ${TEXT}`

/** In the order of drawing, whatever the clock said: it may have been set back since. */
const isNewer = sql<boolean>`newer.rowid > images.rowid`

export function insertImage(statements: Statements, { image, files }: NewImage): void {
  statements.insert('images', {
    id: image.id,
    source: image.source,
    binding_uid: image.bindingUid,
    template_uid: image.templateUid,
    render_key: image.renderKey,
    format: image.format,
    quality: image.quality,
    width: image.width,
    height: image.height,
    lossless_file: image.losslessFile ?? NONE,
    page_file: image.pageFile,
    page_bytes: image.pageBytes,
    page_options: JSON.stringify(image.pageOptions),
    created_at: image.createdAt,
    drawn_file: drawnFile({ image, files }),
  })
  for (const each of files) statements.insert('image_files', fileRow(image, each))
}

function fileRow(image: Parameters<typeof packAt>[0], file: ImageFile): NewRow<'image_files'> {
  const { imageId, format, bytes } = file
  return { image_id: imageId, format, file: file.file, bytes, pack_at: packAt(image, file) }
}

function fromRow(row: Row<'images'>): StoredImage {
  return {
    id: row.id,
    source: row.source,
    bindingUid: row.binding_uid,
    templateUid: row.template_uid,
    renderKey: row.render_key,
    format: row.format as Format,
    quality: row.quality,
    width: row.width,
    height: row.height,
    losslessFile: row.lossless_file === NONE ? null : row.lossless_file,
    pageFile: row.page_file,
    pageBytes: row.page_bytes,
    pageOptions: JSON.parse(row.page_options),
    createdAt: row.created_at,
  }
}
