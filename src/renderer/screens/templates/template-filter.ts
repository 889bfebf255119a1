import { create } from 'zustand'
import type { Template } from '../../../shared/template.ts'
import type { CloudState } from '../../words/sync.ts'

export const SORTS = [
  { value: 'name', label: 'By name' },
  { value: 'changed', label: 'Last changed first' },
  { value: 'uses', label: 'Most used first' },
] as const
export type Sort = (typeof SORTS)[number]['value']

export interface Filter {
  text: string
  /** How it stands to its twin; null lets all through. */
  cloud: CloudState | null
  sort: Sort
}

export const NO_FILTER = { text: '', cloud: null } as const

/** What of the list is shown, and in which order; it stays while one is elsewhere. */
export const useTemplateFilter = create<Filter>(() => ({ ...NO_FILTER, sort: 'name' }))

/** @param uses how many bindings use a template, by uid */
export function shownTemplates(
  templates: readonly Template[],
  { text, cloud, sort }: Filter,
  uses: ReadonlyMap<string, number>,
): Template[] {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  const byName = (a: Template, b: Template) => a.name.localeCompare(b.name) || a.uid.localeCompare(b.uid)
  const orders: Record<Sort, (a: Template, b: Template) => number> = {
    name: byName,
    changed: (a, b) => b.updatedAt.localeCompare(a.updatedAt) || byName(a, b),
    uses: (a, b) => (uses.get(b.uid) ?? 0) - (uses.get(a.uid) ?? 0) || byName(a, b),
  }
  return templates
    .filter((template) => cloud === null || template.cloud?.state === cloud)
    .filter((template) => words.every((word) => textOf(template).includes(word)))
    .sort(orders[sort])
}

const textOf = ({ name, description, category, tags, variables, width, height }: Template): string =>
  [name, description, category, ...tags, ...variables, `${width}×${height}`].join(' ').toLocaleLowerCase()
