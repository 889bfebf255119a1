import type { Pagination } from '../../shared/pagination.ts'
import type { Template, TemplateCreate, TemplateUpdate, VariableDefinition } from '../../shared/template.ts'
import type { TemplateCheckAnswer, TemplateContent, TemplateVersion } from '../../shared/template-version.ts'
import { ask, pathOf, queryOf, read, readAll } from './ask.ts'

/** A template with what an edit of it is held against. */
export interface TaggedTemplate {
  template: Template
  etag: string | null
}
export interface SavedTemplate extends TaggedTemplate {
  addedVariables: VariableDefinition[]
}

/** What is drawn by a preview; members that are left out are the farm's own. */
export interface PreviewRequest {
  html: string
  variableDefinitions: VariableDefinition[]
  variables: Record<string, unknown>
  width: number
  height: number
  jsEnabled: boolean
  strictVariables: boolean
}
export interface Preview {
  dataUrl: string
  width: number
  height: number
  totalMs: number
}

async function tagged<T extends { template: Template }>(answer: Promise<Response>) {
  const response = await answer
  return { ...((await response.json()) as T), etag: response.headers.get('etag') }
}
const versionPath = (uid: string, version: number) => pathOf('templates', uid, 'versions', String(version))

export const templatesApi = {
  all: () => readAll('/templates', (page) => page.templates as Template[]),
  get: (uid: string): Promise<TaggedTemplate> => tagged(ask(pathOf('templates', uid))),
  create: (body: Partial<TemplateCreate>): Promise<SavedTemplate> =>
    tagged<SavedTemplate>(ask('/templates', { method: 'POST', body })),
  save: (uid: string, body: TemplateUpdate, etag: string | null): Promise<SavedTemplate> =>
    tagged<SavedTemplate>(
      ask(pathOf('templates', uid), { method: 'PUT', body, headers: etag === null ? {} : { 'if-match': etag } }),
    ),
  remove: (uid: string, force: boolean) =>
    read(`${pathOf('templates', uid)}${queryOf({ force: force || null })}`, { method: 'DELETE' }),
  /** Makes a template that was deleted again, with its uid. */
  revive({ variables: _variables, createdAt: _created, updatedAt: _updated, ...template }: Template) {
    return read('/import', { method: 'POST', body: { bindery: 1, templates: [template], bindings: [] } })
  },
  check: (body: Pick<PreviewRequest, 'html' | 'variableDefinitions'>, signal: AbortSignal) =>
    read<TemplateCheckAnswer>('/templates/check', { method: 'POST', body, signal }),
  preview: (body: PreviewRequest, signal: AbortSignal) =>
    read<Preview>('/templates/preview', { method: 'POST', body, signal }),
  thumbnail: async (uid: string, width: number): Promise<Blob> =>
    (await ask(`${pathOf('templates', uid, 'thumbnail')}${queryOf({ width })}`)).blob(),
  versions: (uid: string, page: number) =>
    read<{ versions: TemplateVersion[]; pagination: Pagination }>(
      `${pathOf('templates', uid, 'versions')}${queryOf({ page })}`,
    ),
  version: async (uid: string, version: number) =>
    (await read<{ version: TemplateVersion & TemplateContent }>(versionPath(uid, version))).version,
  restore: (uid: string, version: number): Promise<SavedTemplate> =>
    tagged<SavedTemplate>(ask(`${versionPath(uid, version)}/restore`, { method: 'POST' })),
}
