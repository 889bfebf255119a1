import type { Transaction } from 'kysely'
import { canonicalJson } from '../../shared/json.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import { CONTENT_MEMBERS, type ContentMember, type TemplateContent } from '../../shared/template-version.ts'
import type { Db } from './database.ts'
import type { Tables } from './tables.ts'
import type { StoredTemplate } from './templates.ts'

/** The present version of a template, and as many before it. */
const VERSIONS_KEPT = 50

export interface StoredVersion {
  version: number
  name: string
  changed: ContentMember[]
  createdAt: number
}

export interface TemplateVersionRepository {
  /** Newest first; the newest is what the template is. */
  list(templateUid: string, window: PageWindow): Promise<{ versions: StoredVersion[]; total: number }>
  find(templateUid: string, version: number): Promise<(StoredVersion & { content: TemplateContent }) | undefined>
  newest(templateUid: string): Promise<number>
}

export function templateVersionRepository(db: Db): TemplateVersionRepository {
  const of = (templateUid: string) => db.selectFrom('template_versions').where('template_uid', '=', templateUid)
  return {
    async list(templateUid, { page, limit }) {
      const { total } = await of(templateUid)
        .select((eb) => eb.fn.countAll<number>().as('total'))
        .executeTakeFirstOrThrow()
      const rows = await of(templateUid)
        .select(['version', 'name', 'changed', 'created_at'])
        .orderBy('version', 'desc')
        .limit(limit)
        .offset((page - 1) * limit)
        .execute()
      return { versions: rows.map(fromRow), total }
    },
    async find(templateUid, version) {
      const row = await of(templateUid).selectAll().where('version', '=', version).executeTakeFirst()
      return row && { ...fromRow(row), content: JSON.parse(row.content) as TemplateContent }
    },
    async newest(templateUid) {
      const row = await of(templateUid)
        .select((eb) => eb.fn.max('version').as('version'))
        .executeTakeFirst()
      return row?.version ?? 0
    },
  }
}

interface VersionColumns {
  version: number
  name: string
  changed: string
  created_at: number
}

const fromRow = ({ version, name, changed, created_at }: VersionColumns): StoredVersion => ({
  version,
  name,
  changed: JSON.parse(changed),
  createdAt: created_at,
})

/** Keeps a version of a template that is being saved, where its content differs from the newest one. */
export async function keepVersion(trx: Transaction<Tables>, template: StoredTemplate): Promise<void> {
  const { uid, name, revision, updatedAt } = template
  const newest = await trx
    .selectFrom('template_versions')
    .select('content')
    .where('template_uid', '=', uid)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst()
  const content = contentOf(template)
  const changed = newest ? changedMembers(JSON.parse(newest.content), content) : []
  if (newest && changed.length === 0) return
  await trx
    .insertInto('template_versions')
    .values({
      template_uid: uid,
      version: revision,
      name,
      content: JSON.stringify(content),
      changed: JSON.stringify(changed),
      created_at: updatedAt,
    })
    .execute()
  const old = trx
    .selectFrom('template_versions')
    .select('version')
    .where('template_uid', '=', uid)
    .orderBy('version', 'desc')
    .limit(-1)
    .offset(VERSIONS_KEPT + 1)
  await trx.deleteFrom('template_versions').where('template_uid', '=', uid).where('version', 'in', old).execute()
}

function contentOf(template: StoredTemplate): TemplateContent {
  const { html, width, height, variableDefinitions, jsEnabled, strictVariables, outputFormat } = template
  return { html, width, height, variableDefinitions, jsEnabled, strictVariables, outputFormat }
}

const changedMembers = (before: TemplateContent, after: TemplateContent): ContentMember[] =>
  CONTENT_MEMBERS.filter((member) => canonicalJson(before[member]) !== canonicalJson(after[member]))
