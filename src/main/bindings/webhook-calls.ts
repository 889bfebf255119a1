import { Problem } from '../../shared/errors.ts'
import type { News } from '../../shared/events.ts'
import type { PageWindow } from '../../shared/pagination.ts'
import type { Refusal } from '../../shared/webhook-call.ts'
import type { BindingRepository, StoredBinding } from '../db/bindings.ts'
import type { ListedCall, StoredCall, WebhookCallRepository } from '../db/webhook-calls.ts'
import { newCallId } from '../ids.ts'
import { createRateLimit } from '../rate-limit.ts'
import type { Ticket } from '../refresh-queue.ts'
import { createMask, type Mask, UNMASKED } from '../secrets/mask.ts'
import { webhookOwner } from '../secrets/needs-secret.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { sourceMask } from '../secrets/source-mask.ts'
import { signCall } from '../webhooks/sign.ts'
import type { Bindings } from './bindings.ts'

/** How much of a body is kept to be looked at, in bytes. */
const BODY_START = 2048
/** Refused calls of a binding that are recorded in a minute, so that nobody can make the farm write without end. */
const REFUSALS_PER_MINUTE = 10

export interface WebhookCallsParts {
  bindings: Bindings
  repository: Pick<BindingRepository, 'findByWebhookToken'>
  calls: WebhookCallRepository
  secrets: Secrets
  now(): number
  tell(news: News): void
  onFault(error: unknown): void
}

export type WebhookCalls = ReturnType<typeof createWebhookCalls>

/** Takes in calls of webhooks and keeps a record of what came and what became of it. */
export function createWebhookCalls(parts: WebhookCallsParts) {
  const { bindings, repository, calls, secrets, now, onFault } = parts
  const refusalLimit = createRateLimit(REFUSALS_PER_MINUTE, 60_000, now)

  /** Takes a call in. @throws {Problem} where it is refused, once that is recorded */
  async function accept(token: string, body: Buffer, signature: string | undefined): Promise<Ticket> {
    const found = await repository.findByWebhookToken(token)
    try {
      const ticket = await bindings.acceptWebhook(token, body, signature)
      if (found) await record(found.binding, body, { runId: ticket.runId })
      return ticket
    } catch (error) {
      if (found) await recordRefusal(found.binding, body, error)
      throw error
    }
  }

  /** Records a call whose body was too large to be read. */
  async function refuseOversized(token: string, bytes: number): Promise<void> {
    const found = await repository.findByWebhookToken(token)
    if (found) await recordRefusal(found.binding, Buffer.alloc(0), new Problem('payload-too-large', ''), bytes)
  }

  async function recordRefusal(binding: StoredBinding, body: Buffer, error: unknown, bytes?: number): Promise<void> {
    const refusal = refusalOf(error)
    if (!refusal || refusalLimit(binding.uid) > 0) return
    await record(binding, body, { refusal, ...(bytes !== undefined && { bytes }) })
  }

  /** What can't be recorded is a pity and no more: the call itself is stored or refused by now. */
  async function record(binding: StoredBinding, body: Buffer, facts: Partial<StoredCall>): Promise<void> {
    const call: StoredCall = {
      id: newCallId(),
      bindingUid: binding.uid,
      at: now(),
      refusal: null,
      bytes: body.length,
      runId: null,
      bodyStart: maskOf(binding)(startOf(body), body.length > BODY_START),
      body: null,
      ...facts,
    }
    const bringsData = binding.dataSource.type === 'webhook' && isTakenIn(call)
    try {
      await calls.insert({ ...call, body: bringsData ? body : null })
      parts.tell({ type: 'webhook.called', data: { bindingId: binding.uid, callId: call.id } })
    } catch (error) {
      onFault(error)
    }
  }

  /** Hides what a body may echo: the source's secrets, and the one that it is signed with. */
  function maskOf(binding: StoredBinding): Mask {
    const ofSource = sourceMask(binding, secrets)
    const secret = signingSecret(binding)
    const ofSignature = secret === null ? UNMASKED : createMask([secret])
    return (text, cutShort) => ofSignature(ofSource(text, cutShort), cutShort)
  }

  const signingSecret = ({ uid, sealedWebhookSecret }: StoredBinding): string | null =>
    sealedWebhookSecret && secrets.unseal(sealedWebhookSecret, webhookOwner(uid))

  async function find(uid: string, id: string): Promise<{ binding: StoredBinding; call: StoredCall }> {
    const { binding } = await bindings.get(uid)
    const call = await calls.find(uid, id)
    if (!call) throw new Problem('not-found', 'This binding has no such webhook call; the last 50 are kept.')
    return { binding, call }
  }

  /** Carries out again what a call asked for; with the key that asks for it, its signature is as good as given. */
  async function replay(uid: string, id: string): Promise<Ticket> {
    const { binding, call } = await find(uid, id)
    const body = call.body ?? Buffer.alloc(0)
    if (!canReplay(binding, { ...call, hasBody: call.body !== null })) {
      throw new Problem('conflict', 'The body of this call is not kept: it was refused, or newer ones took its place.')
    }
    return bindings.acceptWebhook(binding.webhookToken, body, signatureOf(binding, body))
  }

  /** Makes a call as one from outside would, signed where that is wanted, and records it like one. */
  async function send(uid: string, body: Buffer): Promise<Ticket> {
    const { binding } = await bindings.get(uid)
    return accept(binding.webhookToken, body, signatureOf(binding, body))
  }

  function signatureOf(binding: StoredBinding, body: Buffer): string | undefined {
    const secret = signingSecret(binding)
    return secret === null ? undefined : signCall(body, secret)
  }

  async function list(uid: string, window: PageWindow) {
    const { binding } = await bindings.get(uid)
    const { calls: found, total } = await calls.list(uid, window)
    return { calls: found.map((call) => ({ ...call, canReplay: canReplay(binding, call) })), total }
  }

  return { accept, refuseOversized, replay, send, list }
}

/** `stream` holds a character that the cut went through back, instead of making it U+FFFD. */
const startOf = (body: Buffer): string => new TextDecoder().decode(body.subarray(0, BODY_START), { stream: true })

/** Whether a call was what it should be, though the binding was paused. */
const isTakenIn = ({ refusal }: Pick<StoredCall, 'refusal'>): boolean => refusal === null || refusal === 'paused'

const canReplay = ({ dataSource }: StoredBinding, call: ListedCall): boolean =>
  isTakenIn(call) && (call.hasBody || dataSource.type !== 'webhook')

function refusalOf(error: unknown): Refusal | null {
  switch (error instanceof Problem ? error.slug : null) {
    case 'missing-authorization':
    case 'invalid-api-key':
      return 'signature'
    case 'conflict':
      return 'paused'
    case 'rate-limit-exceeded':
      return 'rate'
    case 'payload-too-large':
      return 'too_large'
    case 'validation-error':
      return 'not_json'
    default:
      return null
  }
}
