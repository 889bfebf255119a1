import { bindingSchema } from '../../shared/binding.ts'
import { canonicalJson, type JsonObject } from '../../shared/json.ts'
import { templateSchema } from '../../shared/template.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import type { Mask } from '../secrets/mask.ts'
import { withoutSecrets } from './portable-source.ts'

/** Definitions as they stand in a file: no state, no secret, no webhook token. */

export function portableTemplate(template: StoredTemplate) {
  const { uid, name, description, engine, html, width, height, variableDefinitions } = template
  const { jsEnabled, strictVariables, outputFormat, category, tags, extra } = template
  return {
    ...extra,
    ...{ uid, name, description, engine, html, width, height, variableDefinitions },
    ...{ jsEnabled, strictVariables, outputFormat, category, tags },
  }
}

export function portableBinding(binding: StoredBinding, mask?: Mask) {
  const { uid, name, templateId, mapping, defaults, refreshPolicy, outputConfig, extra } = binding
  const dataSource = withoutSecrets(binding.dataSource, mask)
  return { ...extra, uid, name, templateId, dataSource, mapping, defaults, refreshPolicy, outputConfig }
}

/** Two definitions with the same text are the same, whatever their uids. */
export const contentOf = ({ uid: _, ...content }: { uid: string }): string => canonicalJson(content)

/** Members of an object in a file that Bindery does not know. */
export function extraOf(entry: object, kind: 'template' | 'binding'): JsonObject {
  const known = kind === 'template' ? templateSchema.shape : bindingSchema.shape
  return Object.fromEntries(Object.entries(entry).filter(([member]) => !Object.hasOwn(known, member)))
}
