import { STAGES } from '../../shared/errors.ts'
import { EVENT_TYPES } from '../../shared/events.ts'
import { OUTCOMES, PHASES, TRIGGERS } from '../../shared/run.ts'
import type { StoredRun } from '../db/runs.ts'
import { PACK_RESULTS, type PackResult } from '../packing/packing.ts'
import { DELIVERY_RESULTS, type DeliveryResult } from '../webhooks/attempts.ts'
import { type AskedParts, addAsked } from './asked.ts'
import { createRegistry, type MetricFacts } from './registry.ts'

/** The farm in figures. Labels come from closed sets: never a uid, host, path or name. */
export interface Metrics {
  runEnded(run: StoredRun): void
  /** Chromium was asked to draw: how long it took in seconds, or null where it failed. */
  drawn(format: DrawnFormat, seconds: number | null): void
  fetched(result: FetchResult, bytes: number): void
  deliveryTried(result: DeliveryResult): void
  eventStored(type: string): void
  /** A PNG was tried to be packed smaller, and so many bytes were saved. */
  packed(result: PackResult, savedBytes: number): void
  answered(answer: AnsweredRequest): void
  /** Everything, in Prometheus' text format. */
  read(): Promise<string>
  list(): MetricFacts[]
}

const DRAWN_FORMATS = ['png', 'pdf'] as const
export type DrawnFormat = (typeof DRAWN_FORMATS)[number]
const FETCH_RESULTS = ['data', 'not_modified', 'failed'] as const
export type FetchResult = (typeof FETCH_RESULTS)[number]

export interface AnsweredRequest {
  method: string
  /** The route's template, e.g. `/bindings/:uid`; undefined where there is none. */
  route: string | undefined
  status: number
  seconds: number
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
/** Upper bounds in seconds: a phase takes anything from a millisecond to its time limit, twice. */
const WORK_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40]
const ANSWER_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** One registry for each farm. What can be asked for is asked for at the scrape; the rest is counted as it happens. */
export function createMetrics(asked: AskedParts, onFault: (error: unknown) => void): Metrics {
  const registry = createRegistry(onFault)
  const { counter, histogram } = registry
  addAsked(registry, asked)
  const runs = counter('bindery_runs_total', 'Refreshes that have ended.', { outcome: OUTCOMES, trigger: TRIGGERS })
  const failures = counter('bindery_run_failures_total', 'Refreshes that failed, by the stage at which.', {
    stage: STAGES,
  })
  const phases = histogram(
    'bindery_run_phase_duration_seconds',
    'Time that refreshes spent in each phase that they entered.',
    ['phase'],
    WORK_SECONDS,
  )
  const draws = counter('bindery_renders_total', 'Pages that Chromium was asked to draw.', {
    format: DRAWN_FORMATS,
    result: ['drawn', 'failed'],
  })
  const drawTimes = histogram(
    'bindery_render_duration_seconds',
    'Time that pages took to be drawn, without waiting for a browser.',
    ['format'],
    WORK_SECONDS,
  )
  const fetches = counter('bindery_fetches_total', 'Fetches of data over HTTP.', { result: FETCH_RESULTS })
  const fetchedBytes = counter('bindery_fetched_bytes_total', 'Decoded bytes of data that was fetched.')
  const attempts = counter('bindery_delivery_attempts_total', 'Attempts at deliveries of webhooks.', {
    result: DELIVERY_RESULTS,
  })
  const events = counter('bindery_events_total', 'Events that were stored.', { type: EVENT_TYPES })
  const packings = counter('bindery_pictures_packed_total', 'PNGs that were tried to be packed smaller.', {
    result: PACK_RESULTS,
  })
  const savedBytes = counter('bindery_picture_bytes_saved_total', 'Bytes that pictures were made smaller by.')
  const requests = counter('bindery_http_requests_total', 'HTTP requests that were answered.', NONE_KNOWN)
  const answers = histogram(
    'bindery_http_request_duration_seconds',
    'Time from a request to the end of its answer; for the event stream, how long it was open.',
    ['method', 'route'],
    ANSWER_SECONDS,
  )
  const answersLike = (asked: string, route: string, status: number) => {
    const method = METHODS.includes(asked) ? asked : 'other'
    const [count, time] = [requests.of({ method, route, status }), answers.of({ method, route })]
    return { method: asked, route, status, count, time }
  }
  /** Requests in a row are mostly like each other, and there may be many. */
  let alike: ReturnType<typeof answersLike> | undefined

  return {
    runEnded({ outcome, trigger, phases: spent, error }) {
      runs({ outcome, trigger })
      if (error) failures({ stage: error.stage })
      for (const phase of PHASES) {
        if (phase === 'queue' || spent[phase] > 0) phases({ phase }, spent[phase] / 1000)
      }
    },
    drawn(format, seconds) {
      draws({ format, result: seconds === null ? 'failed' : 'drawn' })
      if (seconds !== null) drawTimes({ format }, seconds)
    },
    fetched(result, bytes) {
      fetches({ result })
      fetchedBytes({}, bytes)
    },
    deliveryTried: (result) => attempts({ result }),
    eventStored: (type) => events({ type }),
    packed(result, saved) {
      packings({ result })
      savedBytes({}, saved)
    },
    answered({ method, route = 'none', status, seconds }) {
      if (alike?.method !== method || alike.route !== route || alike.status !== status)
        alike = answersLike(method, route, status)
      alike.count()
      alike.time(seconds)
    },
    read: registry.read,
    list: registry.list,
  }
}

const NONE_KNOWN = { method: [], route: [], status: [] }
