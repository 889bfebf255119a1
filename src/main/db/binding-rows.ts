import type { BindingState, StoredBinding } from './bindings.ts'
import type { NewRow, Row } from './tables.ts'

/** Definitions and states as they lie in their tables. */

const json = JSON.stringify

/** Most of what may be there mostly is not. */
const parse = (text: string) => (text === '{}' ? {} : text === '[]' ? [] : JSON.parse(text))

export function bindingRow(b: StoredBinding): NewRow<'bindings'> {
  return {
    uid: b.uid,
    name: b.name,
    template_id: b.templateId,
    data_source: json(b.dataSource),
    sealed_secrets: b.sealedSecrets,
    needs_secret: b.needsSecret ? 1 : 0,
    mapping: json(b.mapping),
    defaults: json(b.defaults),
    refresh_policy: json(b.refreshPolicy),
    output_config: json(b.outputConfig),
    url_extension: b.urlExtension,
    webhook_token: b.webhookToken,
    sealed_webhook_secret: b.sealedWebhookSecret,
    origin: b.origin,
    extra: json(b.extra),
    revision: b.revision,
    created_at: b.createdAt,
    updated_at: b.updatedAt,
    deleted_at: b.deletedAt,
  }
}

export function toBinding(row: Row<'bindings'>): StoredBinding {
  return {
    uid: row.uid,
    name: row.name,
    templateId: row.template_id,
    dataSource: parse(row.data_source),
    sealedSecrets: row.sealed_secrets,
    needsSecret: row.needs_secret === 1,
    mapping: parse(row.mapping),
    defaults: parse(row.defaults),
    refreshPolicy: parse(row.refresh_policy),
    outputConfig: parse(row.output_config),
    urlExtension: row.url_extension,
    webhookToken: row.webhook_token,
    sealedWebhookSecret: row.sealed_webhook_secret,
    origin: row.origin,
    extra: parse(row.extra),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
  }
}

/** The columns of the members that are given, and no others. */
export function stateRow(state: Partial<BindingState>): Partial<Row<'binding_states'>> {
  const row: Partial<Row<'binding_states'>> = {}
  if (state.uid !== undefined) row.uid = state.uid
  if (state.status !== undefined) row.status = state.status
  if (state.pausedState !== undefined) row.paused_state = state.pausedState
  if (state.failureCount !== undefined) row.failure_count = state.failureCount
  if (state.recentEnds !== undefined) row.recent_ends = state.recentEnds
  if (state.lastError !== undefined) row.last_error = state.lastError && json(state.lastError)
  if (state.lastRefreshAt !== undefined) row.last_refresh_at = state.lastRefreshAt
  if (state.lastRenderedAt !== undefined) row.last_rendered_at = state.lastRenderedAt
  if (state.nextRefreshAt !== undefined) row.next_refresh_at = state.nextRefreshAt
  if (state.refreshInterval !== undefined) row.refresh_interval = state.refreshInterval
  if (state.imageId !== undefined) row.image_id = state.imageId
  if (state.defaultImageId !== undefined) row.default_image_id = state.defaultImageId
  if (state.renderKey !== undefined) row.render_key = state.renderKey
  if (state.defaultKey !== undefined) row.default_key = state.defaultKey
  if (state.frameKey !== undefined) row.frame_key = state.frameKey
  if (state.drawnDataHash !== undefined) row.drawn_data_hash = state.drawnDataHash
  if (state.variables !== undefined) row.variables = json(state.variables)
  if (state.missing !== undefined) row.missing = json(state.missing)
  if (state.owedRedraws !== undefined) row.owed_redraws = state.owedRedraws
  if (state.owedCalls !== undefined) row.owed_calls = state.owedCalls
  if (state.isRefreshOwed !== undefined) row.refresh_owed = state.isRefreshOwed ? 1 : 0
  if (state.averageMs !== undefined) row.average_ms = state.averageMs
  return row
}

export function toState(row: Row<'binding_states'>): BindingState {
  return {
    uid: row.uid,
    status: row.status,
    pausedState: row.paused_state,
    failureCount: row.failure_count,
    recentEnds: row.recent_ends,
    lastError: row.last_error === null ? null : parse(row.last_error),
    lastRefreshAt: row.last_refresh_at,
    lastRenderedAt: row.last_rendered_at,
    nextRefreshAt: row.next_refresh_at,
    refreshInterval: row.refresh_interval,
    imageId: row.image_id,
    defaultImageId: row.default_image_id,
    renderKey: row.render_key,
    defaultKey: row.default_key,
    frameKey: row.frame_key,
    drawnDataHash: row.drawn_data_hash,
    variables: parse(row.variables),
    missing: parse(row.missing),
    owedRedraws: row.owed_redraws,
    owedCalls: row.owed_calls,
    isRefreshOwed: row.refresh_owed === 1,
    averageMs: row.average_ms,
  }
}
