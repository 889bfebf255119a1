import type { Binding } from '../../../shared/binding.ts'
import type { Json } from '../../../shared/json.ts'
import { bindingDraftsApi } from '../../api/binding-drafts.ts'
import { lastDataOf } from '../../last-data.ts'
import { projected, readablePaths } from '../binding-editor/preview/projected.ts'

/**
 * What a binding fills its template with, from its last good data. What has only the template's own default is left out:
 * in a draft it may be another.
 */
export async function bindingValues(binding: Binding, signal: AbortSignal): Promise<Record<string, Json>> {
  const { uid, templateId, dataSource: source, mapping, defaults } = binding
  const { data, mapping: paths } = projected(await lastDataOf(uid, source), readablePaths(mapping))
  const { variables, missing, error } = await bindingDraftsApi.test(
    null,
    { templateId, dataSource: { type: 'static', data }, mapping: paths, defaults },
    signal,
  )
  if (variables === null) throw new Error(error?.message ?? 'Its data can’t be mapped.')
  const isItsOwn = (name: string) =>
    Object.hasOwn(defaults, name) || (Object.hasOwn(mapping, name) && !missing?.includes(name))
  return Object.fromEntries(Object.entries(variables as Record<string, Json>).filter(([name]) => isItsOwn(name)))
}
