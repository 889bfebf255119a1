import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Metrics } from '../metrics/metrics.ts'

/** A request that was answered. */
export interface AnswerFacts {
  id: string
  method: string
  /** The route's template stands for the path, whose parts may be secrets (a webhook's token). */
  route: string | undefined
  status: number
  ms: number
}

/** Told of every answer once it has gone out. */
export type RecordAnswer = (facts: AnswerFacts) => void

/** A UUID but for its last eight hexadecimal digits. */
const LAUNCH = randomUUID().slice(0, -8)
/** Has as many digits as billions of requests later. */
let requests = 0x1000_0000

/** Each request has an id, which its answer and its log lines carry; the caller's own would be anything of any length. */
export const newRequestId = (): string => `req_${LAUNCH}${(++requests).toString(16)}`

export function recordAnswers(metrics: Metrics, log: Logger): RecordAnswer {
  return ({ id, method, route, status, ms }) => {
    metrics.answered({ method, route, status, seconds: ms / 1000 })
    log.debug({ request: id, method, route, status, ms: Math.round(ms) }, 'A request was answered')
  }
}
