import type { Backup } from '../shared/backup.ts'
import type { Binding } from '../shared/binding.ts'
import type { Image } from '../shared/image.ts'
import type { PreviousPicture, Run, RunDetails } from '../shared/run.ts'
import type { Cloud } from '../shared/sync.ts'
import type { Format, Template } from '../shared/template.ts'
import type { TemplateVersion } from '../shared/template-version.ts'
import type { WebhookCall } from '../shared/webhook-call.ts'
import type { BackupFile } from './db/backup-files.ts'
import type { BindingWithState, StoredBinding } from './db/bindings.ts'
import type { ListedImage } from './db/images.ts'
import type { StoredRun } from './db/runs.ts'
import type { StoredTemplate } from './db/templates.ts'
import type { ListedCall } from './db/webhook-calls.ts'
import { extensionOf } from './pictures/content-types.ts'
import { recentRunsOf } from './runs/recent-ends.ts'
import type { ShownVersion } from './templates/template-versions.ts'

/** How what is kept is shown: base URLs joined, times as ISO 8601, secrets left out. */

const iso = (at: number): string => new Date(at).toISOString()
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at))

export const renderUrl = (binding: Pick<StoredBinding, 'uid' | 'urlExtension'>, baseUrl: string): string =>
  `${baseUrl}/b/${binding.uid}.${binding.urlExtension}`

export const webhookUrl = (binding: Pick<StoredBinding, 'webhookToken'>, baseUrl: string): string =>
  `${baseUrl}/webhooks/${binding.webhookToken}`

export const imageUrl = (image: { id: string; format: Format }, baseUrl: string): string =>
  `${baseUrl}/renders/${image.id}.${extensionOf(image.format)}`

export function toBinding({ binding, state, image }: BindingWithState, baseUrl: string, cloud?: Cloud): Binding {
  return {
    ...binding.extra,
    uid: binding.uid,
    name: binding.name,
    templateId: binding.templateId,
    dataSource: binding.dataSource,
    mapping: binding.mapping,
    defaults: binding.defaults,
    refreshPolicy: binding.refreshPolicy,
    outputConfig: binding.outputConfig,
    status: state.status,
    needs_secret: binding.needsSecret,
    renderUrl: renderUrl(binding, baseUrl),
    webhookUrl: webhookUrl(binding, baseUrl),
    createdAt: iso(binding.createdAt),
    updatedAt: iso(binding.updatedAt),
    lastRefreshAt: isoOrNull(state.lastRefreshAt),
    lastRenderedAt: isoOrNull(state.lastRenderedAt),
    nextRefreshAt: isoOrNull(state.nextRefreshAt),
    lastError: state.lastError,
    failureCount: state.failureCount,
    recentRuns: recentRunsOf(state.recentEnds),
    image: image && {
      id: image.id,
      hash: image.file.slice(0, 32),
      width: image.width,
      height: image.height,
      renderedAt: iso(image.renderedAt),
    },
    averageMs: state.averageMs === null ? null : Math.round(state.averageMs * 10) / 10,
    webhookSecretSet: binding.sealedWebhookSecret !== null,
    ...(cloud && { cloud }),
  }
}

export function toImage(
  { id, format, width, height, bytes, createdAt }: ListedImage,
  currentId: string | null,
  baseUrl: string,
): Image {
  const url = imageUrl({ id, format }, baseUrl)
  return { id, url, width, height, format, bytes, createdAt: iso(createdAt), isCurrent: id === currentId }
}

export function toVersion({ version, name, createdAt, changed, isCurrent }: ShownVersion): TemplateVersion {
  return { version, name, createdAt: iso(createdAt), changed, isCurrent }
}

/** Runs of before there were variables in them have none. */
export const toRunDetails = ({ details }: StoredRun): RunDetails | null =>
  details && { ...{ variables: null, variablesCut: [] }, ...details }

/** The picture before a run, by the run that drew it. */
export function toPrevious(run: StoredRun | undefined, baseUrl: string): PreviousPicture | null {
  if (!run?.image) return null
  const { variables = null, variablesCut = [] } = toRunDetails(run) ?? {}
  return { runId: run.id, imageUrl: imageUrl(run.image, baseUrl), variables, variablesCut }
}

export function toWebhookCall(call: ListedCall & { canReplay: boolean }): WebhookCall {
  const { id, at, refusal, bytes, runId, bodyStart, canReplay } = call
  return { id, at: iso(at), outcome: refusal ? 'refused' : 'accepted', refusal, bytes, runId, bodyStart, canReplay }
}

export function toTemplate(template: StoredTemplate, cloud?: Cloud): Template {
  return {
    ...template.extra,
    uid: template.uid,
    name: template.name,
    description: template.description,
    engine: template.engine,
    html: template.html,
    width: template.width,
    height: template.height,
    variableDefinitions: template.variableDefinitions,
    variables: template.variableDefinitions.map(({ name }) => name),
    jsEnabled: template.jsEnabled,
    strictVariables: template.strictVariables,
    outputFormat: template.outputFormat,
    category: template.category,
    tags: template.tags,
    createdAt: iso(template.createdAt),
    updatedAt: iso(template.updatedAt),
    ...(cloud && { cloud }),
  }
}

export function toRun(run: StoredRun, baseUrl: string): Run {
  return {
    id: run.id,
    bindingUid: run.bindingUid,
    trigger: run.trigger,
    outcome: run.outcome,
    startedAt: iso(run.startedAt),
    finishedAt: iso(run.finishedAt),
    phases: run.phases,
    bytes: run.bytes,
    missing: run.missing,
    changed: run.changed,
    imageUrl: run.image && imageUrl(run.image, baseUrl),
    error: run.error,
    count: run.count,
  }
}

export const toBackup = ({ name, kind, at, bytes }: BackupFile): Backup => ({
  name,
  kind,
  at: new Date(at).toISOString(),
  bytes,
})
