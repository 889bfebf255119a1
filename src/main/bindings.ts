import { createHmac, timingSafeEqual } from 'node:crypto'
import type { BindingCreate, BindingUpdate } from '../shared/binding.ts'
import { Problem } from '../shared/errors.ts'
import { nestsDeeperThan } from '../shared/json.ts'
import type { Trigger } from '../shared/run.ts'
import { mergeDefinition, newDefinition } from './binding-definition.ts'
import type {
  BindingFilter,
  BindingRepository,
  BindingState,
  BindingWithState,
  StoredBinding,
} from './db/bindings.ts'
import type { StoredTemplate, TemplateRepository } from './db/templates.ts'
import { randomToken } from './ids.ts'
import { createRateLimit } from './rate-limit.ts'
import { dueAfterSuccess, serveState } from './refresh/due.ts'
import type { RefreshQueue, Ticket } from './refresh-queue.ts'
import type { Secrets } from './secrets.ts'

/** How long a deleted binding can be brought back. */
export const RESTORABLE_MS = 30 * 24 * 3_600_000
const WEBHOOK_CALLS_PER_MINUTE = 60

/** What an edit is held against: the definition's revision, or null for "whatever it is now". */
export type IfMatch = ((revision: number) => boolean) | null

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
    if (!template) throw new Problem('template-not-found', `There is no template "${uid}". List them with GET /templates.`)
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
    if (binding.dataSource.type !== 'webhook') queue.ask(binding.uid, 'edit', { urgent: true })
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
      const template = change.templateId === undefined
        ? await templates.find(current.binding.templateId)
        : await templateOf(change.templateId)
      const next = mergeDefinition(current.binding, change, template, secrets, now())
      const state = {
        ...(change.refreshPolicy && dueAfterPolicyEdit(current.state, next)),
        ...statusAfterEdit(current, change.status),
      }
      if (!(await bindings.update(next, state, current.binding.revision))) continue
      parts.onChanged(uid)
      await followUp(current, next, change)
      return get(uid)
    }
  }

  /** What an edit sets in motion. */
  async function followUp(before: BindingWithState, next: StoredBinding, change: BindingUpdate): Promise<void> {
    const { uid } = next
    const wasPaused = before.state.status === 'paused'
    if (change.status === 'paused' || (wasPaused && change.status !== 'active')) return queue.cancel(uid)
    if (wasPaused) return void start(next, 'manual')
    const isFailing = before.state.status === 'error'
    const isRedrawn =
      change.templateId !== undefined ||
      change.mapping !== undefined ||
      change.defaults !== undefined ||
      change.outputConfig !== undefined ||
      change.dataSource !== undefined ||
      // What a failing binding serves hangs on the policy; its default picture may have to be drawn.
      (isFailing && change.refreshPolicy !== undefined)
    // A run that read the old definition is of no use any more, whatever the edit was.
    if (isRedrawn || queue.has(uid)) start(next, 'edit')
  }

  /** Begins a refresh, but for a webhook source to which nothing was sent: its data comes of itself. */
  function start(binding: StoredBinding, trigger: Trigger): void {
    if (binding.dataSource.type !== 'webhook') {
      queue.ask(binding.uid, trigger, { urgent: true })
      return
    }
    void bindings.webhookBody(binding.uid).then((body) => {
      if (body !== null) queue.ask(binding.uid, trigger, { urgent: true })
    })
  }

  function dueAfterPolicyEdit(state: BindingState, next: StoredBinding): Partial<BindingState> {
    if (state.status === 'paused') return {}
    if (next.refreshPolicy.type === 'manual') return { nextRefreshAt: null }
    if (state.status === 'error') return dueNow(next)
    if (state.lastRefreshAt === null) return {}
    return dueAfterSuccess(next.refreshPolicy, state.lastRefreshAt, parts.random())
  }

  /** Due at once, so that it comes to pass even if Bindery is killed now. A webhook's data comes of itself. */
  function dueNow({ dataSource }: StoredBinding): Partial<BindingState> {
    return { nextRefreshAt: dataSource.type === 'webhook' ? null : now(), refreshInterval: 0 }
  }

  function statusAfterEdit({ binding, state }: BindingWithState, status: BindingUpdate['status']): Partial<BindingState> {
    if (status === 'paused' && state.status !== 'paused') {
      const pausedState = serveState(state, binding.refreshPolicy, now())
      return { status: 'paused', pausedState, nextRefreshAt: null }
    }
    if (status === 'active' && state.status === 'paused') {
      return { status: 'active', pausedState: null, failureCount: 0, lastError: null, ...dueNow(binding) }
    }
    return {}
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
    const isPaused = state.status === 'paused'
    if (!(await bindings.update(back, isPaused ? {} : dueNow(back), binding.revision))) return restore(uid)
    parts.onChanged(uid)
    if (!isPaused) start(back, 'manual')
    return get(uid)
  }

  async function refresh(uid: string): Promise<{ binding: StoredBinding; ticket: Ticket }> {
    const { binding, state } = await get(uid)
    if (state.status === 'paused') throw pausedConflict()
    return { binding, ticket: queue.ask(uid, 'manual', { urgent: true }) }
  }

  async function change(uid: string, edit: (binding: StoredBinding) => Partial<StoredBinding>): Promise<BindingWithState> {
    for (;;) {
      const { binding } = await get(uid)
      const next = { ...binding, ...edit(binding), updatedAt: now() }
      if (await bindings.update(next, {}, binding.revision)) break
    }
    parts.onChanged(uid)
    return get(uid)
  }

  const rotateWebhookUrl = (uid: string) => change(uid, () => ({ webhookToken: randomToken() }))

  /** Makes or replaces the signing secret; it is shown this once. */
  async function rotateWebhookSecret(uid: string): Promise<string> {
    const secret = `whsec_${randomToken(32)}`
    await change(uid, () => ({ sealedWebhookSecret: secrets.seal(secret, webhookOwner(uid)) }))
    return secret
  }

  /** Takes in a webhook call; for a webhook source the body is kept before it is acknowledged. */
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
    if (binding.dataSource.type === 'webhook') await bindings.putWebhookBody(binding.uid, readJson(body), now())
    return queue.ask(binding.uid, 'webhook', { urgent: true })
  }

  function checkSignature(binding: StoredBinding, body: Buffer, signature: string | undefined): void {
    if (!binding.sealedWebhookSecret) return
    const secret = secrets.unseal(binding.sealedWebhookSecret, webhookOwner(binding.uid))
    if (secret === null) throw new Problem('unavailable', 'The signing secret of this webhook cannot be read. Rotate it.')
    const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`)
    const given = Buffer.from(signature ?? '')
    if (given.length === expected.length && timingSafeEqual(given, expected)) return
    throw signature === undefined
      ? new Problem('missing-authorization', 'This webhook wants X-Webhook-Signature: sha256=<HMAC-SHA256 of the body>.')
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

/** A PUT whose `If-Match` names another revision than the stored one. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile'
  readonly current: BindingWithState

  constructor(current: BindingWithState) {
    super('It was changed in the meantime')
    this.current = current
  }
}

const webhookOwner = (uid: string): string => `${uid}/webhook`

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
