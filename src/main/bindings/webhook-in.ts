import { Problem } from '../../shared/errors.ts'
import { nestsDeeperThan } from '../../shared/json.ts'
import type { BindingRepository, StoredBinding } from '../db/bindings.ts'
import { createRateLimit } from '../rate-limit.ts'
import type { RefreshQueue, Ticket } from '../refresh-queue.ts'
import { webhookOwner } from '../secrets/needs-secret.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { isSignatureOf } from '../webhooks/sign.ts'
import { pausedConflict } from './paused-conflict.ts'

const CALLS_PER_MINUTE = 60

export interface WebhookInParts {
  bindings: Pick<BindingRepository, 'findByWebhookToken' | 'putWebhookCall'>
  secrets: Secrets
  queue: Pick<RefreshQueue, 'ask'>
  now(): number
  /** Told after a call is stored. */
  onChanged(uid: string): void
}

/** Takes a call of a webhook URL: its token, its body and its `X-Webhook-Signature`. */
export type AcceptWebhook = (token: string, body: Buffer, signature: string | undefined) => Promise<Ticket>

/** Calls are kept before they are acknowledged; for a webhook source the body is the data. */
export function createWebhookIn({ bindings, secrets, queue, now, onChanged }: WebhookInParts): AcceptWebhook {
  const calls = createRateLimit(CALLS_PER_MINUTE, 60_000, now)
  const wrongCalls = createRateLimit(CALLS_PER_MINUTE, 60_000, now)

  /** Wrong calls are counted apart: whoever knows the URL alone must not use up the minute of who can sign. */
  function judge(binding: StoredBinding, body: Buffer, signature: string | undefined): void {
    const fault = signatureFault(binding, body, signature, secrets)
    const wait = fault ? wrongCalls(binding.uid) : calls(binding.uid)
    if (wait > 0) {
      throw new Problem('rate-limit-exceeded', `This webhook takes ${CALLS_PER_MINUTE} calls a minute.`, {
        retryAfterSeconds: Math.ceil(wait / 1000),
      })
    }
    if (fault) throw fault
  }

  return async function accept(token, body, signature) {
    const found = await bindings.findByWebhookToken(token)
    if (!found) throw new Problem('not-found', 'There is no such webhook URL.')
    const { binding, state } = found
    judge(binding, body, signature)
    if (state.status === 'paused') throw pausedConflict()
    const data = binding.dataSource.type === 'webhook' ? readJson(body) : null
    if (!(await bindings.putWebhookCall(binding.uid, data))) return accept(token, body, signature)
    onChanged(binding.uid)
    return queue.ask(binding.uid, 'webhook', { urgent: true })
  }
}

function signatureFault(
  { uid, sealedWebhookSecret }: StoredBinding,
  body: Buffer,
  signature: string | undefined,
  secrets: Secrets,
): Problem | null {
  if (!sealedWebhookSecret) return null
  const secret = secrets.unseal(sealedWebhookSecret, webhookOwner(uid))
  if (secret === null)
    return new Problem('unavailable', 'The signing secret of this webhook cannot be read. Rotate it.')
  if (signature === undefined) {
    const detail = 'This webhook wants X-Webhook-Signature: sha256=<HMAC-SHA256 of the body>.'
    return new Problem('missing-authorization', detail)
  }
  if (isSignatureOf(body, secret, signature)) return null
  return new Problem('invalid-api-key', 'The signature does not fit the body and the signing secret.')
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
