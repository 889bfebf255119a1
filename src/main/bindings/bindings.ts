import type { BindingCreate, BindingUpdate } from '../../shared/binding.ts'
import { Problem } from '../../shared/errors.ts'
import { type JsonObject, nestsDeeperThan } from '../../shared/json.ts'
import { ChangedMeanwhile, type IfMatch } from '../changed-meanwhile.ts'
import {
  type BindingFilter,
  type BindingRepository,
  type BindingState,
  type BindingWithState,
  dueAt,
  type StoredBinding,
} from '../db/bindings.ts'
import type { AlsoOf } from '../db/events.ts'
import { NOTHING_OWED } from '../db/owed.ts'
import type { StoredTemplate, TemplateRepository } from '../db/templates.ts'
import { randomToken } from '../ids.ts'
import { createRateLimit } from '../rate-limit.ts'
import { dueAfterSuccess, serveState } from '../refresh/due.ts'
import type { RefreshQueue, Ticket } from '../refresh-queue.ts'
import { needsSecret, webhookOwner } from '../secrets/needs-secret.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { isSignatureOf } from '../webhooks/sign.ts'
import { mergeDefinition, newDefinition } from './binding-definition.ts'
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

/** What comes with a change that is not made by hand. */
export interface ChangeExtras {
  /** Members that Bindery does not know; undefined leaves those that are there. */
  extra?: JsonObject
  also?: AlsoOf<StoredBinding>
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
  const wrongCalls = createRateLimit(WEBHOOK_CALLS_PER_MINUTE, 60_000, now)

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
  async function draft(
    input: BindingCreate,
    uid?: string,
  ): Promise<{ binding: StoredBinding; template: StoredTemplate }> {
    const template = await templateOf(input.templateId)
    return { binding: newDefinition(input, template, secrets, now(), uid), template }
  }

  /** @param uid of a request that may have been carried out before without being answered: what it made is given again */
  async function create(
    input: BindingCreate,
    { origin = 'user', uid, extra = {}, also }: { origin?: StoredBinding['origin']; uid?: string } & ChangeExtras = {},
  ): Promise<BindingWithState> {
    const made = uid && (await bindings.findWithDeleted(uid))
    if (made) return made
    const { binding: drafted } = await draft(input, uid)
    const binding = { ...drafted, origin, extra }
    const state = firstState(binding)
    await bindings.insert(binding, state, also && ((trx) => also(trx, binding)))
    parts.onChanged(binding.uid)
    if (state.nextRefreshAt !== null) queue.ask(binding.uid, 'manual', { urgent: true })
    return { binding, state, image: null }
  }

  /** Builds what an update would store, for a dry run. */
  async function draftUpdate(uid: string, update: BindingUpdate) {
    const { binding } = await get(uid)
    const template = await templateOf(update.templateId ?? binding.templateId)
    return { binding: mergeDefinition(binding, update, template, secrets, now()), template }
  }

  async function update(
    uid: string,
    change: BindingUpdate,
    ifMatch: IfMatch = null,
    { extra, also }: ChangeExtras = {},
  ): Promise<BindingWithState> {
    for (;;) {
      const current = await get(uid)
      if (ifMatch && !ifMatch(current.binding.revision)) throw new ChangedMeanwhile(current)
      const template =
        change.templateId === undefined
          ? await templates.find(current.binding.templateId)
          : await templateOf(change.templateId)
      const merged = mergeDefinition(current.binding, change, template, secrets, now())
      const next = extra ? { ...merged, extra } : merged
      const edit = { before: current, next, change, hasData: await hasData(next) }
      const state = { ...stateAfterEdit(edit), ...owedAfterEdit(edit) }
      const isStored = await bindings.update(next, state, current.binding.revision, also && ((trx) => also(trx, next)))
      if (!isStored) continue
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

  /** The redraw that follows is owed, so that it comes also after a crash. */
  function owedAfterEdit({ before, change, hasData }: Edit): Partial<BindingState> {
    const isStill = change.status === 'paused' || before.state.status === 'paused' || !hasData
    return isStill || !isRedrawn(before, change) ? {} : { owedRedraws: before.state.owedRedraws + 1 }
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

  async function remove(uid: string, ifMatch: IfMatch = null, also?: AlsoOf<StoredBinding>): Promise<void> {
    for (;;) {
      const current = await get(uid)
      const { binding } = current
      if (ifMatch && !ifMatch(binding.revision)) throw new ChangedMeanwhile(current)
      const deleted = { ...binding, revision: binding.revision + 1, updatedAt: now(), deletedAt: now() }
      const still = { nextRefreshAt: null, ...NOTHING_OWED }
      if (await bindings.update(deleted, still, binding.revision, also && ((trx) => also(trx, deleted)))) break
    }
    parts.onChanged(uid)
    await queue.cancel(uid)
  }

  /** @param change what it becomes on the way */
  async function restore(
    uid: string,
    change: BindingUpdate = {},
    { extra, also }: ChangeExtras = {},
  ): Promise<BindingWithState> {
    const found = await bindings.findWithDeleted(uid)
    const deletedAt = found?.binding.deletedAt ?? null
    if (!found || (deletedAt !== null && deletedAt < now() - RESTORABLE_MS)) return notFound(uid)
    if (deletedAt === null) throw new Problem('conflict', 'This binding is not deleted.')
    const { binding, state } = found
    // As it was it is taken back whatever its template has become meanwhile.
    const isOther = Object.keys(change).length > 0
    const template = isOther ? await templates.find(change.templateId ?? binding.templateId) : undefined
    const merged = mergeDefinition(binding, change, template, secrets, now())
    const back = { ...merged, extra: extra ?? binding.extra, deletedAt: null }
    const isStarted = state.status !== 'paused' && (await hasData(back))
    const due = isStarted ? dueAt(now()) : {}
    const isStored = await bindings.update(back, due, binding.revision, also && ((trx) => also(trx, back)))
    if (!isStored) return restore(uid, change, { ...(extra && { extra }), ...(also && { also }) })
    parts.onChanged(uid)
    if (isStarted) queue.ask(uid, 'manual', { urgent: true })
    return get(uid)
  }

  /** Makes a definition what it was; how it is refreshed goes on as after any edit. */
  async function putBack(was: StoredBinding, ifMatch: IfMatch, also: AlsoOf<StoredBinding>): Promise<void> {
    const current = await get(was.uid)
    if (ifMatch && !ifMatch(current.binding.revision)) throw new ChangedMeanwhile(current)
    const next = { ...was, revision: current.binding.revision + 1, updatedAt: now(), deletedAt: null }
    const { templateId, mapping, defaults, outputConfig, refreshPolicy } = next
    const change: BindingUpdate = { templateId, mapping, defaults, outputConfig, refreshPolicy }
    const edit = { before: current, next, change, hasData: await hasData(next) }
    const state = { ...stateAfterEdit(edit), ...owedAfterEdit(edit) }
    if (!(await bindings.update(next, state, current.binding.revision, (trx) => also(trx, next))))
      throw new ChangedMeanwhile(current)
    parts.onChanged(was.uid)
    await followUp(edit)
  }

  /** @param isAwaited whether the answer waits for the run; if it does not, it promises one, which outlasts a crash */
  async function refresh(uid: string, isAwaited: boolean): Promise<{ binding: StoredBinding; ticket: Ticket }> {
    const { binding, state } = await get(uid)
    if (state.status === 'paused') throw pausedConflict()
    const ticket = queue.ask(uid, 'manual', { urgent: true })
    if (!isAwaited) await bindings.promiseRefresh(uid, ticket.runId)
    return { binding, ticket }
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
    // Wrong calls are counted apart: whoever knows the URL alone must not use up the minute of who can sign.
    const fault = signatureFault(binding, body, signature)
    const wait = fault ? wrongCalls(binding.uid) : webhookLimit(binding.uid)
    if (wait > 0) {
      throw new Problem('rate-limit-exceeded', `This webhook takes ${WEBHOOK_CALLS_PER_MINUTE} calls a minute.`, {
        retryAfterSeconds: Math.ceil(wait / 1000),
      })
    }
    if (fault) throw fault
    if (state.status === 'paused') throw pausedConflict()
    const data = binding.dataSource.type === 'webhook' ? readJson(body) : null
    if (!(await bindings.putWebhookCall(binding.uid, data))) return acceptWebhook(token, body, signature)
    parts.onChanged(binding.uid)
    return queue.ask(binding.uid, 'webhook', { urgent: true })
  }

  function signatureFault(binding: StoredBinding, body: Buffer, signature: string | undefined): Problem | null {
    if (!binding.sealedWebhookSecret) return null
    const secret = secrets.unseal(binding.sealedWebhookSecret, webhookOwner(binding.uid))
    if (secret === null)
      return new Problem('unavailable', 'The signing secret of this webhook cannot be read. Rotate it.')
    if (signature === undefined) {
      const detail = 'This webhook wants X-Webhook-Signature: sha256=<HMAC-SHA256 of the body>.'
      return new Problem('missing-authorization', detail)
    }
    if (isSignatureOf(body, secret, signature)) return null
    return new Problem('invalid-api-key', 'The signature does not fit the body and the signing secret.')
  }

  return {
    get,
    list: (filter: BindingFilter) => bindings.list(filter),
    draft: (input: BindingCreate) => draft(input),
    draftUpdate,
    create,
    update,
    remove,
    restore,
    putBack,
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
  try {
    // JSON that travels is UTF-8 (RFC 8259, 8.1); what is not must not become other data in silence.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body)
    if (nestsDeeperThan(text)) throw new Problem('validation-error', 'The body nests too deep.')
    JSON.parse(text)
    return text
  } catch (error) {
    if (error instanceof Problem) throw error
    throw new Problem('validation-error', 'The body is not JSON. A webhook source takes JSON, of any shape.')
  }
}

/** A new binding is due at once, so that its first refresh survives a crash; one fed by webhook waits for its data. */
export function firstState({ uid, dataSource, createdAt }: StoredBinding): BindingState {
  return {
    uid,
    status: 'active',
    pausedState: null,
    failureCount: 0,
    recentEnds: '',
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
    ...NOTHING_OWED,
    averageMs: null,
  }
}
