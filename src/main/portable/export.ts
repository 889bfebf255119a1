import { Problem } from '../../shared/errors.ts'
import { PORTABLE_FORM } from '../../shared/portable.ts'
import type { BindingRepository, StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate, TemplateRepository } from '../db/templates.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { exportMask } from './export-mask.ts'
import { portableBinding, portableTemplate } from './portable-form.ts'

export interface ExportParts {
  bindings: Pick<BindingRepository, 'list'>
  templates: Pick<TemplateRepository, 'list'>
  secrets: Secrets
  now(): number
}

/** Which to export; undefined for none of that kind, or for all where the other is undefined too. */
export interface ExportChoice {
  bindings?: string[] | undefined
  templates?: string[] | undefined
}

const ALL = { page: 1, limit: 1_000_000 }

/** Definitions as one file; bindings bring the templates that they use. @throws {Problem} where a uid is not there */
export async function exportFile(choice: ExportChoice, parts: ExportParts) {
  const { bindings, templates } = await choose(choice, parts)
  return {
    bindery: PORTABLE_FORM,
    exportedAt: new Date(parts.now()).toISOString(),
    templates: templates.map(portableTemplate),
    bindings: bindings.map((binding) => portableBinding(binding, exportMask(binding, parts.secrets))),
  } as const
}

async function choose(choice: ExportChoice, parts: ExportParts) {
  const bindings = (await parts.bindings.list(ALL)).bindings.map(({ binding }) => binding)
  const { templates } = await parts.templates.list({ ...ALL, sort: 'oldest', outputFormat: 'all' })
  if (!choice.bindings && !choice.templates) return { bindings: bindings.reverse(), templates }
  const chosen = pick(bindings, choice.bindings ?? [], 'binding-not-found')
  const used = new Set([...chosen.map(({ templateId }) => templateId), ...(choice.templates ?? [])])
  pick(templates, choice.templates ?? [], 'template-not-found')
  return { bindings: chosen, templates: templates.filter(({ uid }) => used.has(uid)) }
}

function pick<T extends StoredBinding | StoredTemplate>(
  from: readonly T[],
  uids: readonly string[],
  slug: 'binding-not-found' | 'template-not-found',
): T[] {
  const byUid = new Map(from.map((each) => [each.uid, each]))
  return uids.map((uid) => {
    const found = byUid.get(uid)
    if (!found) throw new Problem(slug, `There is no ${slug.split('-')[0]} "${uid}" to export.`)
    return found
  })
}
