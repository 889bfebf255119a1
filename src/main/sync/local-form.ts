import type { JsonObject } from '../../shared/json.ts'
import { hasQuerySecret } from '../../shared/secret-query.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { exportMask } from '../portable/export-mask.ts'
import { portableTemplate } from '../portable/portable-form.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { bindingFields } from './binding-form.ts'
import type { Fields } from './fields.ts'
import { templateFields } from './template-form.ts'

export const templateForm = (template: StoredTemplate): Fields =>
  templateFields(portableTemplate(template) as unknown as JsonObject)

export function bindingForm(binding: StoredBinding, secrets: Secrets): Fields {
  const mask = exportMask(binding, secrets)
  return bindingFields(bindingBody(binding), { templateUid: (uid) => uid, mask })
}

/** The members of a binding that people author, as they are kept. */
export function bindingBody({ name, templateId, dataSource, ...binding }: StoredBinding): JsonObject {
  const { mapping, defaults, refreshPolicy, outputConfig } = binding
  return { name, templateId, dataSource, mapping, defaults, refreshPolicy, outputConfig } as unknown as JsonObject
}

/** Whether there are secrets here that go up only where they are asked for. */
export function hasCredentials({ sealedSecrets, dataSource }: StoredBinding): boolean {
  return sealedSecrets !== null || (dataSource.type === 'http' && hasQuerySecret(dataSource.url))
}
