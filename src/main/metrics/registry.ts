import { setTimeout as pause } from 'node:timers/promises'
import { Counter, collectDefaultMetrics, Gauge, type Histogram, Registry } from 'prom-client'
import { createHistogram } from './histogram.ts'
import { createSeries, type Labels } from './series.ts'

export interface Sample {
  value: number
  labels?: Labels
}

export interface MetricFacts {
  name: string
  type: string
  help: string
  labels: string[]
}

/** Takes what happens, by labels; `of` gives the series of some, for those who come back to it very often. */
export interface Counting {
  (labels: Labels, by?: number): void
  of(labels: Labels): () => void
}

export interface Observing {
  (labels: Labels, value: number): void
  of(labels: Labels): (value: number) => void
}

/** Prometheus' metrics as the farm uses them; names and units follow its conventions (prometheus.io/docs/practices/naming). */
export interface MetricsRegistry {
  /** Counts as things happen. Labels whose values are known beforehand begin at 0, so that rates are right from the start. */
  counter(name: string, help: string, labels?: Record<string, readonly string[]>): Counting
  /** @param buckets upper bounds, in the metric's unit */
  histogram(name: string, help: string, labels: readonly string[], buckets: readonly number[]): Observing
  /** Asked for at each scrape; one that can't be had is left out of it. */
  asked(
    type: 'gauge' | 'counter',
    name: string,
    help: string,
    labels: readonly string[],
    ask: () => Sample[] | Promise<Sample[]>,
  ): void
  /**
   * Prometheus' text format, version 0.0.4; the same for all who ask at a time. The first of them takes a moment longer,
   * since it begins to watch the process, and so does one that comes right after another.
   */
  read(): Promise<string>
  list(): MetricFacts[]
}

/** How finely the event loop's delay is measured, milliseconds: each measurement wakes the process. */
const LOOP_PRECISION_MS = 50
/** How many of them are waited for before they are told. */
const LEAST_MEASUREMENTS = 4

/** @param onFault told why something that was asked for could not be had */
export function createRegistry(onFault: (error: unknown) => void): MetricsRegistry {
  const registry = new Registry()
  const registers = [registry]
  let measured: Promise<void> | undefined
  let reading: Promise<string> | undefined

  /** Begun by the first who asks, as it wakes a farm that has nothing to do; resolved once there is something to tell. */
  function watchProcess(): Promise<void> {
    if (!measured) {
      collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LOOP_PRECISION_MS })
      measured = measure()
    }
    return measured
  }

  /** To read the delays is to forget them: of none the library tells that they were 292 years long. */
  async function readMeasured(): Promise<string> {
    await watchProcess()
    const text = await registry.metrics()
    measured = measure()
    return text
  }

  return {
    counter(name, help, labels = {}) {
      const labelNames = Object.keys(labels)
      const series = createSeries(labelNames, () => ({ count: 0 }))
      for (const combination of combinationsOf(labels)) series.of(combination)
      const counter = new Counter({ name, help, labelNames, registers, collect: hand })
      function hand() {
        counter.reset()
        for (const { labels, cell } of series.all()) counter.inc(labels, cell.count)
      }
      const of = (given: Labels) => {
        const cell = series.of(given)
        return () => {
          cell.count++
        }
      }
      const count = (given: Labels, by = 1) => {
        series.of(given).count += by
      }
      return Object.assign(count, { of })
    },
    histogram(name, help, labels, buckets) {
      const { of, figures } = createHistogram(name, labels, buckets)
      const facts = { name, help, type: 'histogram', labelNames: labels }
      // The registry reads any metric by this one method; there is no way to hand counts to a histogram of its own.
      const metric = { ...facts, get: async () => ({ ...facts, values: figures() }) }
      registry.registerMetric(metric as unknown as Histogram)
      return Object.assign((given: Labels, value: number) => of(given)(value), { of })
    },
    asked(type, name, help, labels, ask) {
      const Kind = type === 'gauge' ? Gauge : Counter
      const metric = new Kind({
        name,
        help,
        labelNames: [...labels],
        registers,
        async collect() {
          const samples = await Promise.resolve()
            .then(ask)
            .catch((error: unknown) => {
              onFault(error)
              return []
            })
          // Without a wait between, so that two scrapes at a time do not count twice.
          metric.reset()
          for (const { labels = {}, value } of samples) metric.inc(labels, value)
        },
      })
    },
    read() {
      reading ??= readMeasured().finally(() => {
        reading = undefined
      })
      return reading
    },
    list() {
      void watchProcess()
      return registry.getMetricsAsArray().map((metric) => {
        const { name, help, type, labelNames } = metric as unknown as MetricFacts & { labelNames: string[] }
        return { name, help, type, labels: [...labelNames] }
      })
    },
  }
}

/** One after the other, so that a process that stood still meanwhile has gone round its loop as often. */
async function measure(): Promise<void> {
  for (let i = 0; i < LEAST_MEASUREMENTS; i++) await pause(LOOP_PRECISION_MS, undefined, { ref: false })
}

/** Every combination of the labels' values; none where a label has no known ones. */
function combinationsOf(labels: Record<string, readonly string[]>): Labels[] {
  return Object.entries(labels).reduce<Labels[]>(
    (all, [name, values]) => all.flatMap((labels) => values.map((value) => ({ ...labels, [name]: value }))),
    [{}],
  )
}
