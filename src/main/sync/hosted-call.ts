import type { JsonObject } from '../../shared/json.ts'
import { createMask, type Mask, maskJson } from '../secrets/mask.ts'
import { HostedFault, type HostedFaultKind } from './hosted.ts'
import { createExchange, type ExchangeParts, type HostedRequest, isWrite } from './hosted-exchange.ts'
import { createPace, MAX_WAIT_MS, type PaceParts } from './hosted-pace.ts'
import { secretsIn, unmistakableSecrets } from './hosted-secrets.ts'
import { verdictOf } from './hosted-verdict.ts'

export interface CallParts extends ExchangeParts, Omit<PaceParts, 'host'> {
  /** In [0, 1). */
  random(): number
  /** Nothing is tried twice: somebody waits to be told. */
  isHasty?: boolean
}

/** A success of the API's own. */
export interface HostedSuccess {
  /** Null where there was no body. */
  json: JsonObject | null
  headers: Partial<Record<string, string>>
}

export type HostedCall = (request: HostedRequest, signal: AbortSignal) => Promise<HostedSuccess>

/** Tries of one call where what stands in its way may pass. */
const TRIES = 3
/** Tries of one call that is told each time to come back later. */
const LIMITED_TRIES = 6
/** Who had to wait that long for a failure, in milliseconds, is told of it instead of waiting as long again. */
const LONG_MS = 20_000
/** Before the second try, milliseconds; doubled before the next, and up to half as much again at random. */
const FIRST_PAUSE_MS = 500
/** A shorter key would be found, and hidden, where it means nothing. */
const MIN_KEY = 8
const PASSING: ReadonlySet<HostedFaultKind> = new Set<HostedFaultKind>(['offline', 'server_fault'])

/** Calls of the API, at its pace, and again where that can do no harm. */
export function createCall(parts: CallParts): HostedCall {
  const { base, key, monotonic, random, wait, isHasty = false } = parts
  const { host } = base
  const exchange = createExchange(parts)
  const pace = createPace({ ...parts, host })

  async function callOnce(request: HostedRequest, signal: AbortSignal): Promise<HostedSuccess> {
    const answer = await exchange(request, signal)
    const retryAfterMs = pace.note(answer)
    const mask = createMask([key, ...secretsIn(request.body)])
    const json = verdictOf(answer, { host, request, mask, retryAfterMs })
    const maskEcho = createMask([...(key.length < MIN_KEY ? [] : [key]), ...unmistakableSecrets(request.body)])
    const headers = Object.entries(answer.headers).filter(([, value = '']) => maskEcho(value) === value)
    return { json: json && masked(json, maskEcho), headers: Object.fromEntries(headers) }
  }

  return async function call(request, signal) {
    for (let tries = 1; ; tries++) {
      await pace.turn(signal)
      const sentAt = monotonic()
      try {
        return await callOnce(request, signal)
      } catch (error) {
        signal.throwIfAborted()
        if (!(error instanceof HostedFault) || isHasty || !mayTryAgain(error, request, tries)) throw error
        if (error.kind !== 'rate_limited' && monotonic() - sentAt >= LONG_MS) throw error
        if (error.kind !== 'rate_limited') await wait(pauseBefore(tries, random), signal)
      }
    }
  }
}

/** What an API echoes would be kept as a part of the object. */
function masked(json: JsonObject, mask: Mask): JsonObject {
  const text = JSON.stringify(json)
  const shown = maskJson(text, mask)
  return shown === text ? json : (JSON.parse(shown) as JsonObject)
}

/** A write is sent again only where it is certain that it was not carried out. */
function mayTryAgain(fault: HostedFault, request: HostedRequest, tries: number): boolean {
  const asked = fault.retryAfterMs ?? 0
  if (fault.kind === 'rate_limited') return tries < LIMITED_TRIES && asked <= MAX_WAIT_MS
  if (!PASSING.has(fault.kind) || tries >= TRIES || asked > 0) return false
  return !isWrite(request) || (fault.kind === 'offline' && !fault.isOutcomeUnknown)
}

const pauseBefore = (tries: number, random: () => number): number =>
  FIRST_PAUSE_MS * 2 ** (tries - 1) * (1 + random() / 2)
