import type { Binding, BindingCreate, OutputConfig, RefreshPolicy } from '../../../shared/binding.ts'
import type { Json } from '../../../shared/json.ts'
import type { Template } from '../../../shared/template.ts'
import { newSource, type SourceDraft, sourceDraftOf, sourceOf } from './source/source-draft.ts'

/** A binding as it is being written. */
export interface Draft {
  name: string
  templateId: string
  source: SourceDraft
  /** Variable → path; no entry, or an empty one, for a variable that is not mapped. */
  mapping: Readonly<Record<string, string>>
  /** Variable → what it has where the path finds nothing; without a path a constant. */
  defaults: Readonly<Record<string, Json>>
  refreshPolicy: RefreshPolicy
  outputConfig: OutputConfig
}

export const newDraft = (template: Template): Draft => ({
  name: template.name,
  templateId: template.uid,
  source: newSource(),
  mapping: {},
  defaults: {},
  refreshPolicy: { type: 'ttl', ttlSeconds: 300, onError: 'serve_stale' },
  outputConfig: { format: template.outputFormat === 'pdf' ? 'pdf' : 'png', quality: 80, deviceScaleFactor: 1 },
})

export const draftOf = (binding: Binding): Draft => ({
  name: binding.name,
  templateId: binding.templateId,
  source: sourceDraftOf(binding.dataSource),
  mapping: binding.mapping,
  defaults: binding.defaults as Record<string, Json>,
  refreshPolicy: binding.refreshPolicy,
  outputConfig: binding.outputConfig,
})

/** All that a binding is made of, as it is sent. */
export type Definition = Required<Omit<BindingCreate, 'name'>> & { name: string }

export const definitionOf = (draft: Draft): Definition => ({
  name: draft.name.trim(),
  templateId: draft.templateId,
  dataSource: sourceOf(draft.source),
  mapping: Object.fromEntries(Object.entries(draft.mapping).filter(([, path]) => path.trim() !== '')),
  defaults: draft.defaults,
  refreshPolicy: draft.refreshPolicy,
  outputConfig: draft.outputConfig,
})

/** Whether two drafts would be saved as the same binding. */
export const isSame = (a: Draft, b: Draft): boolean =>
  JSON.stringify(definitionOf(a)) === JSON.stringify(definitionOf(b)) &&
  (a.source.type !== 'static' || a.source.data === b.source.data)
