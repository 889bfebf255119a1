import type { BindingCreate, BindingUpdate } from '../../shared/binding.ts'
import { Problem } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'
import type { StoredBinding } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { newBindingUid, randomToken } from '../ids.ts'
import { extensionOf } from '../pictures/content-types.ts'
import { findSizeFault, resolveOutput } from '../pictures/output.ts'
import { needsSecret } from '../secrets/needs-secret.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { openSourceSecrets, type SplitSource, splitSource } from '../secrets/source-secrets.ts'

/** A binding made from what was sent in; nothing is stored yet. */
export function newDefinition(
  input: BindingCreate,
  template: StoredTemplate,
  secrets: Secrets,
  now: number,
  uid = newBindingUid(),
): StoredBinding {
  const split = splitSource(input.dataSource, null)
  const binding: StoredBinding = {
    uid,
    name: input.name ?? template.name,
    templateId: input.templateId,
    dataSource: split.dataSource,
    sealedSecrets: sealSource(split, uid, secrets),
    needsSecret: split.needsSecret,
    mapping: input.mapping,
    defaults: input.defaults as Record<string, Json>,
    refreshPolicy: input.refreshPolicy,
    outputConfig: input.outputConfig,
    urlExtension: extensionOf(input.outputConfig.format),
    webhookToken: randomToken(),
    sealedWebhookSecret: null,
    origin: 'user',
    extra: {},
    revision: 1,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
  }
  checkSize(binding, template)
  return binding
}

/** The binding that an update makes of `current`: each member that is given replaces the stored one whole. */
export function mergeDefinition(
  current: StoredBinding,
  update: BindingUpdate,
  template: StoredTemplate | undefined,
  secrets: Secrets,
  now: number,
): StoredBinding {
  const next: StoredBinding = {
    ...current,
    name: update.name ?? current.name,
    templateId: update.templateId ?? current.templateId,
    mapping: update.mapping ?? current.mapping,
    defaults: (update.defaults as Record<string, Json> | undefined) ?? current.defaults,
    refreshPolicy: update.refreshPolicy ?? current.refreshPolicy,
    outputConfig: update.outputConfig ?? current.outputConfig,
    ...(update.dataSource && replaceSource(current, update.dataSource, secrets)),
    revision: current.revision + 1,
    updatedAt: now,
  }
  // A template that has grown since fails its drawing, and takes no edit of other members.
  if (template && (update.outputConfig || update.templateId)) checkSize(next, template)
  return next
}

function replaceSource(current: StoredBinding, input: NonNullable<BindingUpdate['dataSource']>, secrets: Secrets) {
  const opened = openSourceSecrets(current, secrets)
  // A key that is only locked away now must not cost the secrets that it protects.
  if (opened === null && !secrets.available) throw secrets.unavailable()
  const split = splitSource(input, { dataSource: current.dataSource, secrets: opened })
  // Sealing anew would look like new credentials; what did not change keeps its blob.
  const isSame = JSON.stringify(opened) === JSON.stringify(split.secrets)
  const { dataSource } = split
  const sealedSecrets = isSame ? current.sealedSecrets : sealSource(split, current.uid, secrets)
  return { dataSource, sealedSecrets, needsSecret: needsSecret({ ...current, dataSource, sealedSecrets }, secrets) }
}

function sealSource({ secrets: value }: SplitSource, uid: string, secrets: Secrets): Buffer | null {
  if (value.credentials === null && Object.keys(value.headers).length === 0) return null
  return secrets.seal(JSON.stringify(value), uid)
}

function checkSize({ outputConfig }: StoredBinding, template: StoredTemplate): void {
  const fault = findSizeFault(resolveOutput(outputConfig, template), 'outputConfig')
  if (fault) throw new Problem('validation-error', fault.message, { fields: [fault] })
}
