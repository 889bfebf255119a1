import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Problem } from '../../shared/errors.ts'
import type { IdempotencyId, IdempotencyRepository } from '../db/idempotency.ts'
import { sha256 } from '../hash.ts'
import { randomToken } from '../ids.ts'
import type { Secrets } from '../secrets/secrets.ts'
import { IDEMPOTENCY_MS } from '../upkeep/retention.ts'

declare module 'fastify' {
  interface FastifyRequest {
    idempotency: Idempotent | null
    /**
     * What the uid of the thing that this request makes is to be made of: random, but for the same request that comes
     * again without ever having been answered, which a kill can bring about, the same as then.
     */
    claimToken(): Promise<string>
  }
}

interface Answer {
  status: number
  headers: Record<string, string>
  body: string
}

interface Idempotent {
  id: IdempotencyId
  fingerprint: string
  /** Claimed by this request or, before it was cut off, by its like; null where none was. */
  token: string | null
  /** Tells the twins that wait: the answer to repeat, or null where it is not kept. */
  settle(answer: Answer | null): void
}

interface InFlight {
  fingerprint: string
  answer: Promise<Answer | null>
}

const KEPT_HEADERS = ['content-type', 'etag', 'location', 'cache-control']
const MAX_KEY_LENGTH = 255

/**
 * `Idempotency-Key` on POST: the same bytes at the same path get the first answer for 24 hours, a twin in flight waits
 * for it, and other bytes are a conflict (after draft-ietf-httpapi-idempotency-key-header).
 */
export function addIdempotency(
  app: FastifyInstance,
  { repository, secrets, now }: { repository: IdempotencyRepository; secrets: Secrets; now(): number },
): void {
  const inFlight = new Map<string, InFlight>()
  app.decorateRequest('idempotency', null)
  app.decorateRequest('claimToken', async function (this: FastifyRequest) {
    return this.idempotency ? claim(this.idempotency) : randomToken()
  })

  app.addHook('preValidation', async (request, reply) => {
    const key = request.headers['idempotency-key']
    if (request.method !== 'POST' || key === undefined) return
    const id = { method: 'POST', path: pathOf(request), key: checkKey(key) }
    const fingerprint = fingerprintOf(request)
    const slot = JSON.stringify(id)
    for (let twin = inFlight.get(slot); twin; twin = inFlight.get(slot)) {
      if (twin.fingerprint !== fingerprint) throw otherBytes()
      const answer = await twin.answer
      if (answer) return repeat(reply, answer)
    }
    // Held before the first wait below, so that of two at the same moment one is the twin.
    const { promise, resolve } = Promise.withResolvers<Answer | null>()
    inFlight.set(slot, { fingerprint, answer: promise })
    const settle = (answer: Answer | null) => {
      inFlight.delete(slot)
      resolve(answer)
    }
    try {
      const { answer, token } = await findKept(id, fingerprint)
      if (!answer) {
        request.idempotency = { id, fingerprint, token, settle }
        return
      }
      settle(answer)
      return repeat(reply, answer)
    } catch (error) {
      settle(null)
      throw error
    }
  })

  app.addHook('onSend', async (request, reply, payload) => {
    const { idempotency } = request
    if (!idempotency) return payload
    const answer = { status: reply.statusCode, headers: keptHeaders(reply), body: String(payload ?? '') }
    if (isKept(answer.status)) {
      if (secrets.available) await keep(idempotency, answer)
      idempotency.settle(answer)
    } else idempotency.settle(null)
    request.idempotency = null
    return payload
  })

  // A request that ended in no answer at all must not leave its twins waiting.
  app.addHook('onResponse', async (request) => request.idempotency?.settle(null))

  async function findKept(
    id: IdempotencyId,
    fingerprint: string,
  ): Promise<{ answer: Answer | null; token: string | null }> {
    const kept = await repository.find(id, now() - IDEMPOTENCY_MS, now() + IDEMPOTENCY_MS)
    if (!kept) return { answer: null, token: null }
    if (kept.bodyHash !== fingerprint) throw otherBytes()
    const text = secrets.unseal(kept.sealedAnswer, ownerOf(id))
    return { answer: text === null ? null : JSON.parse(text), token: kept.token }
  }

  /** Stored before anything is made, so that whatever is made can be found by it. */
  async function claim(idempotent: Idempotent): Promise<string> {
    if (idempotent.token !== null) return idempotent.token
    const token = randomToken()
    const unanswered = { status: 0, sealedAnswer: Buffer.alloc(0) }
    await repository.put(idempotent.id, { bodyHash: idempotent.fingerprint, ...unanswered, token, createdAt: now() })
    idempotent.token = token
    return token
  }

  async function keep({ id, fingerprint, token }: Idempotent, answer: Answer): Promise<void> {
    const sealedAnswer = secrets.seal(JSON.stringify(answer), ownerOf(id))
    await repository.put(id, { bodyHash: fingerprint, status: answer.status, sealedAnswer, token, createdAt: now() })
  }
}

const ownerOf = ({ method, path, key }: IdempotencyId): string => `idempotency:${JSON.stringify([method, path, key])}`

/** Who may not ask is given no answer to keep: it would be repeated to the one who may. */
const isKept = (status: number): boolean =>
  (status >= 200 && status < 300) || (status >= 400 && status < 500 && status !== 401 && status !== 429)

/** Root and /v1 are the same resource: both have been brought to one URL here. */
const pathOf = ({ url }: FastifyRequest): string => url.split('?', 1)[0] ?? '/'

/** What is asked of the path: another query or signature is another request, as other bytes are. */
function fingerprintOf({ url, bodyHash, headers }: FastifyRequest): string {
  const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
  const signature = headers['x-webhook-signature'] ?? ''
  return query || signature ? sha256(JSON.stringify([query, signature, bodyHash])) : bodyHash
}

function checkKey(key: string | string[]): string {
  if (typeof key === 'string' && key.length > 0 && key.length <= MAX_KEY_LENGTH) return key
  throw new Problem('validation-error', `An Idempotency-Key has 1 to ${MAX_KEY_LENGTH} characters.`)
}

function keptHeaders(reply: FastifyReply): Record<string, string> {
  const headers = reply.getHeaders()
  return Object.fromEntries(
    KEPT_HEADERS.filter((name) => headers[name] !== undefined).map((name) => [name, String(headers[name])]),
  )
}

function repeat(reply: FastifyReply, answer: Answer): FastifyReply {
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .header('idempotency-replayed', 'true')
    .send(Buffer.from(answer.body))
}

const otherBytes = (): Problem =>
  new Problem('conflict', 'This Idempotency-Key was used for another request. Use a new key for a new one.')
