import { createHmac, timingSafeEqual } from 'node:crypto'
import type { BindingCreate, BindingUpdate } from '../shared/binding.ts'
import { Problem } from '../shared/errors.ts'
import { nestsDeeperThan } from '../shared/json.ts'
import { mergeDefinition, newDefinition } from './binding-definition.ts'
import { ChangedMeanwhile, type IfMatch } from './changed-meanwhile.ts'
import {
  type BindingFilter,
  type BindingRepository,
  type BindingState,
  type BindingWithState,
  dueAt,
  type StoredBinding,
} from './db/bindings.ts'
import type { StoredTemplate, TemplateRepository } from './db/templates.ts'
import { randomToken } from './ids.ts'
import { needsSecret, webhookOwner } from './needs-secret.ts'
import { createRateLimit } from './rate-limit.ts'
import { dueAfterSuccess, serveState } from './refresh/due.ts'
import type { RefreshQueue, Ticket } from './refresh-queue.ts'
import type { Secrets } from './secrets.ts'
import { sourceKey } from './source-key.ts'

/** How long a deleted binding can be brought back. */
export const RESTORABLE_MS = 30 * 24 * 3_600_000
const WEBHOOK_CALLS_PER_MINUTE = 60

export interface BindingsParts {
  bindings: BindingRepository
  templates: TemplateRepository
  secrets: Secrets
  queue: RefreshQueue
  now(): number
  random(): number
  /** Told after a change is stored. */
  onChanged(uid: string): void
}

interface Edit {
  before: BindingWithState
  next: StoredBinding
  change: BindingUpdate
  /** Whether there is anything to draw from. */
  hasData: boolean
}

export type Bindings = ReturnType<typeof createBindings>

/** What people and programs do with bindings. Every change is stored before it is answered. */
export function createBindings(parts: BindingsParts) {
  const { bindings, templates, secrets, queue, now } = parts
  const webhookLimit = createRateLimit(WEBHOOK_CALLS_PER_MINUTE, 60_000, now)

  async function get(uid: string): Promise<BindingWithState> {
    return (await bindings.find(uid)) ?? notFound(uid)
  }

  async function templateOf(uid: string): Promise<StoredTemplate> {
    const template = await templates.find(uid)
    if (!template)
      throw new Problem('template-not-found', `There is no template "${uid}". List them with GET /templates.`)
    return template
  }

  /** Builds what a create would store, for a dry run. */
  async function draft(input: BindingCreate): Promise<{ binding: StoredBinding; template: StoredTemplate }> {
    const template = await templateOf(input.templateId)
    return { binding: newDefinition(input, template, secrets, now()), template }
  }

  async function create(input: BindingCreate, origin: StoredBinding['origin'] = 'user'): Promise<BindingWithState> {
    const { binding: drafted } = await draft(input)
    const binding = { ...drafted, origin }
    const state = firstState(binding)
    await bindings.insert(binding, state)
    parts.onChanged(binding.uid)
    if (state.nextRefreshAt !== null) queue.ask(binding.uid, 'manual', { urgent: true })
    return { binding, state }
  }

  /** Builds what an update would store, for a dry run. */
  async function draftUpdate(uid: string, update: BindingUpdate) {
    const { binding } = await get(uid)
    const template = await templateOf(update.templateId ?? binding.templateId)
    return { binding: mergeDefinition(binding, update, template, secrets, now()), template }
  }

  async function update(uid: string, change: BindingUpdate, ifMatch: IfMatch = null): Promise<BindingWithState> {
    for (;;) {
      const current = await get(uid)
      if (ifMatch && !ifMatch(current.binding.revision)) throw new ChangedMeanwhile(current)
      const template =
        change.templateId === undefined
          ? await templates.find(current.binding.templateId)
          : await templateOf(change.templateId)
      const next = mergeDefinition(current.binding, change, template, secrets, now())
      const edit = { before: current, next, change, hasData: await hasData(next) }
      if (!(await bindings.update(next, stateAfterEdit(edit), current.binding.revision))) continue
      parts.onChanged(uid)
      await followUp(edit)
      return get(uid)
    }
  }

  /** A webhook source has none until something is sent to it: its data comes of itself. */
  async function hasData({ uid, dataSource }: StoredBinding): Promise<boolean> {
    return dataSource.type !== 'webhook' || (await bindings.webhookBody(uid)) !== null
  }

  /** What an edit sets in motion. */
  async function followUp({ before, next, change, hasData }: Edit): Promise<void> {
    const { uid } = next
    const wasPaused = before.state.status === 'paused'
    if (change.status === 'paused' || (wasPaused && change.status !== 'active')) return queue.cancel(uid)
    if (!hasData) return
    if (wasPaused) queue.ask(uid, 'manual', { urgent: true })
    else if (isRedrawn(before, change)) {
      const needsSource = sourceKey(before.binding) !== sourceKey(next)
      queue.ask(uid, 'edit', { urgent: true, needsSource })
    }
  }

  function stateAfterEdit({ before: { binding, state }, next, change, hasData }: Edit): Partial<BindingState> {
    if (change.status === 'paused' && state.status !== 'paused') {
      const pausedState = serveState(state, binding.refreshPolicy, now())
      return { status: 'paused', pausedState, nextRefreshAt: null }
    }
    const due = hasData ? dueAt(now()) : { nextRefreshAt: null }
    if (state.status === 'paused') {
      const resumed = { status: 'active', pausedState: null, failureCount: 0, lastError: null } as const
      return change.status === 'active' ? { ...resumed, ...due } : {}
    }
    if (!hasData || sourceKey(binding) !== sourceKey(next)) return due
    return change.refreshPolicy ? dueAfterPolicyEdit(state, next, due) : {}
  }

  function dueAfterPolicyEdit(
    state: BindingState,
    next: StoredBinding,
    due: Partial<BindingState>,
  ): Partial<BindingState> {
    if (next.refreshPolicy.type === 'manual') return { nextRefreshAt: null }
    if (state.status === 'error') return due
    if (state.lastRefreshAt === null) return {}
    return dueAfterSuccess(next.refreshPolicy, state.lastRefreshAt, parts.random())
  }

  async function remove(uid: string): Promise<void> {
    for (;;) {
      const { binding } = await get(uid)
      const deleted = { ...binding, revision: binding.revision + 1, updatedAt: now(), deletedAt: now() }
      if (await bindings.update(deleted, { nextRefreshAt: null }, binding.revision)) break
    }
    parts.onChanged(uid)
    await queue.cancel(uid)
  }

  async function restore(uid: string): Promise<BindingWithState> {
    const found = await bindings.findWithDeleted(uid)
    const deletedAt = found?.binding.deletedAt ?? null
    if (!found || (deletedAt !== null && deletedAt < now() - RESTORABLE_MS)) return notFound(uid)
    if (deletedAt === null) throw new Problem('conflict', 'This binding is not deleted.')
    const { binding, state } = found
    const back = { ...binding, revision: binding.revision + 1, updatedAt: now(), deletedAt: null }
    const isStarted = state.status !== 'paused' && (await hasData(back))
    if (!(await bindings.update(back, isStarted ? dueAt(now()) : {}, binding.revision))) return restore(uid)
    parts.onChanged(uid)
    if (isStarted) queue.ask(uid, 'manual', { urgent: true })
    return get(uid)
  }

  async function refresh(uid: string): Promise<{ binding: StoredBinding; ticket: Ticket }> {
    const { binding, state } = await get(uid)
    if (state.status === 'paused') throw pausedConflict()
    return { binding, ticket: queue.ask(uid, 'manual', { urgent: true }) }
  }

  async function change(
    uid: string,
    edit: (binding: StoredBinding) => Partial<StoredBinding>,
  ): Promise<BindingWithState> {
    for (;;) {
      const { binding } = await get(uid)
      const next = { ...binding, ...edit(binding), revision: binding.revision + 1, updatedAt: now() }
      if (await bindings.update(next, {}, binding.revision)) break
    }
    parts.onChanged(uid)
    return get(uid)
  }

  const rotateWebhookUrl = (uid: string) => change(uid, () => ({ webhookToken: randomToken() }))

  /** Makes or replaces the signing secret; it is shown this once. */
  async function rotateWebhookSecret(uid: string): Promise<string> {
    const secret = `whsec_${randomToken(32)}`
    const sealedWebhookSecret = secrets.seal(secret, webhookOwner(uid))
    await change(uid, (binding) => ({
      sealedWebhookSecret,
      needsSecret: needsSecret({ ...binding, sealedWebhookSecret }, secrets),
    }))
    return secret
  }

  /** Takes in a webhook call, which is kept before it is acknowledged; for a webhook source the body is the data. */
  async function acceptWebhook(token: string, body: Buffer, signature: string | undefined): Promise<Ticket> {
    const found = await bindings.findByWebhookToken(token)
    if (!found) throw new Problem('not-found', 'There is no such webhook URL.')
    const { binding, state } = found
    const wait = webhookLimit(binding.uid)
    if (wait > 0) {
      throw new Problem('rate-limit-exceeded', `This webhook takes ${WEBHOOK_CALLS_PER_MINUTE} calls a minute.`, {
        retryAfterSeconds: Math.ceil(wait / 1000),
      })
    }
    checkSignature(binding, body, signature)
    if (state.status === 'paused') throw pausedConflict()
    await bindings.putWebhookCall(binding.uid, binding.dataSource.type === 'webhook' ? readJson(body) : null, now())
    parts.onChanged(binding.uid)
    return queue.ask(binding.uid, 'webhook', { urgent: true })
  }

  function checkSignature(binding: StoredBinding, body: Buffer, signature: string | undefined): void {
    if (!binding.sealedWebhookSecret) return
    const secret = secrets.unseal(binding.sealedWebhookSecret, webhookOwner(binding.uid))
    if (secret === null)
      throw new Problem('unavailable', 'The signing secret of this webhook cannot be read. Rotate it.')
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    const given = Buffer.from(signature ?? '')
    if (given.length === expected.length && timingSafeEqual(given, expected)) return
    throw signature === undefined
      ? new Problem(
          'missing-authorization',
          'This webhook wants X-Webhook-Signature: sha256=<HMAC-SHA256 of the body>.',
        )
      : new Problem('invalid-api-key', 'The signature does not fit the body and the signing secret.')
  }

  return {
    get,
    list: (filter: BindingFilter) => bindings.list(filter),
    draft,
    draftUpdate,
    create,
    update,
    remove,
    restore,
    refresh,
    rotateWebhookUrl,
    rotateWebhookSecret,
    acceptWebhook,
  }
}

function isRedrawn({ state }: BindingWithState, change: BindingUpdate): boolean {
  const { templateId, mapping, defaults, outputConfig, dataSource, refreshPolicy } = change
  if ([templateId, mapping, defaults, outputConfig, dataSource].some((member) => member !== undefined)) return true
  // What a failing binding serves hangs on the policy; its default picture may have to be drawn.
  return state.status === 'error' && refreshPolicy !== undefined
}

const pausedConflict = (): Problem => new Problem('conflict', 'This binding is paused. Resume it first.')

function notFound(uid: string): never {
  throw new Problem('binding-not-found', `There is no binding "${uid}". List them with GET /bindings.`)
}

function readJson(body: Buffer): string {
  const text = body.toString('utf8')
  if (nestsDeeperThan(text)) throw new Problem('validation-error', 'The body nests too deep.')
  try {
    JSON.parse(text)
    return text
  } catch {
    throw new Problem('validation-error', 'The body is not JSON. A webhook source takes JSON, of any shape.')
  }
}

/** A new binding is due at once, so that its first refresh survives a crash; one fed by webhook waits for its data. */
function firstState({ uid, dataSource, createdAt }: StoredBinding): BindingState {
  return {
    uid,
    status: 'active',
    pausedState: null,
    failureCount: 0,
    lastError: null,
    lastRefreshAt: null,
    lastRenderedAt: null,
    nextRefreshAt: dataSource.type === 'webhook' ? null : createdAt,
    refreshInterval: 0,
    imageId: null,
    defaultImageId: null,
    renderKey: null,
    defaultKey: null,
    frameKey: null,
    drawnDataHash: null,
    variables: {},
    missing: [],
  }
}
