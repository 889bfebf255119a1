import { Problem } from '../../shared/errors.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { TemplateContent } from '../../shared/template-version.ts'
import type { StoredVersion, TemplateVersionRepository } from '../db/template-versions.ts'
import type { SavedTemplate, Templates } from './templates.ts'

export type ShownVersion = StoredVersion & { isCurrent: boolean }

export interface TemplateVersions {
  list(uid: string, window: PageWindow): Promise<{ versions: ShownVersion[]; total: number }>
  /** @throws {Problem} `template-not-found`; `not-found` for a version that is not kept */
  get(uid: string, version: number): Promise<ShownVersion & { content: TemplateContent }>
  /** Saves the content of a version again, which makes it the newest version. */
  restore(uid: string, version: number): Promise<SavedTemplate>
}

export function createTemplateVersions(templates: Templates, repository: TemplateVersionRepository): TemplateVersions {
  async function get(uid: string, version: number) {
    await templates.get(uid)
    const found = await repository.find(uid, version)
    if (!found) throw new Problem('not-found', 'This template has no such version; the last 50 are kept.')
    return { ...found, isCurrent: version === (await repository.newest(uid)) }
  }
  return {
    get,
    async list(uid, window) {
      await templates.get(uid)
      const { versions, total } = await repository.list(uid, window)
      const newest = await repository.newest(uid)
      return { versions: versions.map((each) => ({ ...each, isCurrent: each.version === newest })), total }
    },
    async restore(uid, version) {
      const { content } = await get(uid, version)
      return templates.update(uid, content)
    },
  }
}
