import { type JsonObject, nestsDeeperThan } from '../../shared/json.ts'
import type { Mask } from '../secrets/mask.ts'
import { HostedFault, type HostedFaultKind } from './hosted.ts'
import { type HostedAnswer, type HostedRequest, isWrite } from './hosted-exchange.ts'
import { wordsOf } from './hosted-words.ts'

export interface Asked {
  host: string
  request: Pick<HostedRequest, 'method'>
  /** Hides what was sent in what comes back. */
  mask: Mask
  /** How long the answer asks to wait. */
  retryAfterMs: number | null
}

/**
 * The JSON of an answer, or null of one that is empty.
 * @throws {HostedFault} for all that is no success of this API's own
 */
export function verdictOf(answer: HostedAnswer, asked: Asked): JsonObject | null {
  const { status, text } = answer
  if (status >= 200 && status < 300) {
    if (text.trim() === '') return null
    const json = isPage(answer) ? null : parseObject(text)
    if (json !== null) return json
    const what = isPage(answer) ? 'a web page' : 'something that is no JSON object'
    const isOutcomeUnknown = isWrite(asked.request)
    throw new HostedFault('not_an_api', `${asked.host} answered with ${what}.`, { isOutcomeUnknown })
  }
  throw faultOf(answer, asked)
}

function faultOf(answer: HostedAnswer, asked: Asked): HostedFault {
  const json = isPage(answer) ? null : parseObject(answer.text)
  const kind = kindOf(answer, json)
  const words = wordsOf(json, asked.mask)
  const message = `${asked.host} answered ${answer.status}: ${words === '' ? meaningOf(kind, answer, asked) : words}`
  // A gateway may have lost the answer of what was carried out behind it.
  const isOutcomeUnknown = isWrite(asked.request) && kind === 'server_fault'
  const { retryAfterMs } = asked
  return new HostedFault(kind, /[.!?…]$/.test(message) ? message : `${message}.`, { isOutcomeUnknown, retryAfterMs })
}

const BY_STATUS: Partial<Record<number, HostedFaultKind>> = {
  401: 'key_rejected',
  403: 'forbidden',
  408: 'server_fault',
  409: 'conflict',
  412: 'changed',
  413: 'refused',
  429: 'rate_limited',
}
/** Whoever answers these does not speak of the object that was sent. */
const NOT_OF_THIS_API: ReadonlySet<number> = new Set([405, 406, 407, 421, 426])
/** Said by gateways too, in pages of their own, and meant alike. */
const ALSO_AS_A_PAGE: ReadonlySet<number> = new Set([408, 413, 429])

function kindOf(answer: HostedAnswer, json: JsonObject | null): HostedFaultKind {
  const { status } = answer
  if (status >= 500) return 'server_fault'
  if (status < 400 || NOT_OF_THIS_API.has(status)) return 'not_an_api'
  if (isPage(answer) && !ALSO_AS_A_PAGE.has(status)) return 'not_an_api'
  if (status === 404 || status === 410) return saysMissing(json) ? 'missing' : 'not_an_api'
  return BY_STATUS[status] ?? 'refused'
}

/**
 * Whether the API says that an object is not there, and not somebody else that there is no such path: by the type of a
 * problem, by a code, by a sentence that names the object, or by an `error` that says no more than this and stands alone.
 */
function saysMissing(json: JsonObject | null): boolean {
  if (json === null) return false
  const { type, code, error, detail, title } = json
  const isSlug = typeof type === 'string' && /\/(?:(?:binding|template)-not-found|not-found|gone)$/.test(type)
  const isCode = typeof code === 'string' && /(?:^|_)NOT_FOUND$|^GONE$/i.test(code)
  const sentences = [error, detail, title].filter((text) => typeof text === 'string').join(' ')
  const isSentence = /\b(?:binding|template)\b/i.test(sentences) && /not found|no such|deleted|gone/i.test(sentences)
  return isSlug || isCode || isSentence || (typeof error === 'string' && SAYS_ONLY_MISSING.test(error) && isAlone(json))
}

const SAYS_ONLY_MISSING = /^(?:not[ _-]?found|gone|deleted)\.?$/i
/** Frameworks say the same of a path that they do not know, and name it, or say it twice. */
const isAlone = (json: JsonObject): boolean =>
  Object.keys(json).every((member) => ['error', 'retriable'].includes(member))

function isPage({ headers, text }: HostedAnswer): boolean {
  return /html|xml/i.test(headers['content-type'] ?? '') || /^\s*</.test(text)
}

function parseObject(text: string): JsonObject | null {
  if (nestsDeeperThan(text)) return null
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as JsonObject) : null
  } catch {
    return null
  }
}

const MEANINGS: Record<HostedFaultKind, string> = {
  offline: 'it can not be reached',
  key_rejected: 'the key is not accepted',
  forbidden: 'the key may not do this',
  rate_limited: 'too many requests',
  server_fault: 'the server has a fault',
  not_an_api: 'this is not the hosted API',
  missing: 'it is not there',
  conflict: 'it conflicts with what is there',
  changed: 'it was changed in the meantime',
  refused: 'it refused the request',
}

function meaningOf(kind: HostedFaultKind, { status, headers }: HostedAnswer, { mask }: Asked): string {
  if (status >= 300 && status < 400) {
    const origin = URL.parse(headers.location ?? '')?.origin ?? 'null'
    return `it leads elsewhere${origin === 'null' ? '' : ` (${mask(origin).slice(0, 200)})`}, where no key is sent`
  }
  return MEANINGS[kind]
}
