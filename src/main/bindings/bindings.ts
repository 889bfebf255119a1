import type { BindingCreate, BindingUpdate } from '../../shared/binding.ts'
import { Problem } from '../../shared/errors.ts'
import type { JsonObject } from '../../shared/json.ts'
import { ChangedMeanwhile, type IfMatch } from '../changed-meanwhile.ts'
import type { BindingFilter, BindingRepository, BindingWithState, StoredBinding } from '../db/bindings.ts'
import { dueAt } from '../db/due-bindings.ts'
import type { Also, AlsoOf } from '../db/events.ts'
import { NOTHING_OWED } from '../db/owed.ts'
import { hasTemplate, type StoredTemplate, type TemplateRepository } from '../db/templates.ts'
import { randomToken } from '../ids.ts'
import type { RefreshQueue, Ticket } from '../refresh-queue.ts'
import { needsSecret, webhookOwner } from '../secrets/needs-secret.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { noTemplate } from '../templates/no-template.ts'
import { type Edit, isRedrawn, stateAfterEdit } from './after-edit.ts'
import { mergeDefinition, newDefinition } from './binding-definition.ts'
import { firstState } from './first-state.ts'
import { noBinding } from './no-binding.ts'
import { pausedConflict } from './paused-conflict.ts'
import { sourceKey } from './source-key.ts'
import { createWebhookIn } from './webhook-in.ts'

/** How long a deleted binding can be brought back. */
export const RESTORABLE_MS = 30 * 24 * 3_600_000

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

export type Bindings = ReturnType<typeof createBindings>

/** What people and programs do with bindings. Every change is stored before it is answered. */
export function createBindings(parts: BindingsParts) {
  const { bindings, templates, secrets, queue, now } = parts

  async function get(uid: string): Promise<BindingWithState> {
    const found = await bindings.find(uid)
    if (!found) throw noBinding(uid)
    return found
  }

  async function templateOf(uid: string): Promise<StoredTemplate> {
    const template = await templates.find(uid)
    if (!template) throw noTemplate(uid)
    return template
  }

  /** A template can be deleted after it was looked at: it must be there when what uses it is stored. */
  const withTemplate =
    (uid: string | undefined, also?: Also): Also =>
    async (trx) => {
      if (uid !== undefined && !(await hasTemplate(trx, uid))) throw noTemplate(uid)
      await also?.(trx)
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
    await bindings.insert(binding, state, withTemplate(input.templateId, also && ((trx) => also(trx, binding))))
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
      const state = stateAfterEdit(edit, parts)
      const isStored = await bindings.update(
        next,
        state,
        current.binding.revision,
        withTemplate(change.templateId, also && ((trx) => also(trx, next))),
      )
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
    if (!found || (deletedAt !== null && deletedAt < now() - RESTORABLE_MS)) throw noBinding(uid)
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
    if (!isStored) return restore(uid, change, { extra, also })
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
    const state = stateAfterEdit(edit, parts)
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
    acceptWebhook: createWebhookIn(parts),
  }
}
