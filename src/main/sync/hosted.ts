import type { JsonObject } from '../../shared/json.ts'
import type { SyncResource } from '../../shared/sync.ts'

/** An object as the hosted API gave it, in its own words, and the ETag it came with. */
export interface RemoteObject {
  uid: string
  body: JsonObject
  etag: string | null
}

/** What went wrong with a call of the hosted API. */
export type HostedFaultKind =
  /** No answer: DNS, connect, TLS, timeout, a connection that was cut. */
  | 'offline'
  /** 401. */
  | 'key_rejected'
  /** 403. */
  | 'forbidden'
  /** 429. */
  | 'rate_limited'
  /** 5xx. */
  | 'server_fault'
  /** An answer that is not of this API: HTML, truncated JSON, a member that is missing, a list that contradicts itself. */
  | 'not_an_api'
  /** 404 or 410 in the API's own words. */
  | 'missing'
  /** 409. */
  | 'conflict'
  /** 412: the object is not what `If-Match` named. */
  | 'changed'
  /** Any other 4xx: this request will never be taken as it is. */
  | 'refused'

/** A call that failed. Its message may be shown; it holds no secret. */
export class HostedFault extends Error {
  override readonly name = 'HostedFault'
  readonly kind: HostedFaultKind
  /** Whether a write may have been carried out all the same. */
  readonly isOutcomeUnknown: boolean
  /** How long the other side asks to wait, in milliseconds. */
  readonly retryAfterMs: number | null

  constructor(
    kind: HostedFaultKind,
    message: string,
    options: { isOutcomeUnknown?: boolean; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.isOutcomeUnknown = options.isOutcomeUnknown ?? false
    this.retryAfterMs = options.retryAfterMs ?? null
  }
}

/**
 * The hosted API, as the planner and the applier use it. Calls keep to the rate limit by waiting, as far as `signal` lets
 * them; reads are tried again on passing faults, writes only where they can't be carried out twice.
 * A call that fails throws a `HostedFault`, or the signal's reason where that has ended it.
 */
export interface Hosted {
  /**
   * Every object of a kind, each uid once. Pages that overlap, are shuffled or repeat are put together; a list that came
   * out shorter than its own `total`, or that is no list, throws. Items may lack members (`isComplete` is the caller's
   * judgement, by the base).
   */
  list(resource: SyncResource, signal: AbortSignal, onRead?: (count: number) => void): Promise<RemoteObject[]>
  /** @throws {HostedFault} `missing` only where the API itself says 404 or 410, never for a page that is not its own */
  get(resource: SyncResource, uid: string, signal: AbortSignal): Promise<RemoteObject>
  /** @param key the `Idempotency-Key`, the same for every try of one creation */
  create(resource: SyncResource, body: JsonObject, key: string, signal: AbortSignal): Promise<RemoteObject>
  /** @param etag sent as `If-Match` where it is known */
  update(
    resource: SyncResource,
    uid: string,
    body: JsonObject,
    etag: string | null,
    signal: AbortSignal,
  ): Promise<RemoteObject>
  /** Deleting what is not there is a success. */
  remove(resource: SyncResource, uid: string, signal: AbortSignal): Promise<void>
}
