import { createSeries, type Labels } from './series.ts'

/** A figure as prom-client writes it; `metricName` where it is not the metric's own. */
export interface Figure {
  metricName: string
  labels: Labels
  value: number
}

export interface TypedHistogram {
  /** The series of these labels, which takes values. */
  of(labels: Labels): (value: number) => void
  /** Each bucket with all below it, the sum and the count, as Prometheus wants them. */
  figures(): Figure[]
}

interface Cell {
  /** How many values each bucket took, the last one those above all bounds. */
  counts: Float64Array
  sum: number
  observe(value: number): void
}

/**
 * A histogram that costs a request next to nothing: it counts into plain arrays, and makes something of them when it is
 * read. prom-client's own puts a key together for every value.
 * @param bounds upper bounds of the buckets, ascending
 */
export function createHistogram(name: string, labels: readonly string[], bounds: readonly number[]): TypedHistogram {
  const series = createSeries<Cell>(labels, () => makeCell(bounds))

  return {
    of: (labels) => series.of(labels).observe,
    figures: () => series.all().flatMap(({ labels, cell }) => figuresOf(name, labels, bounds, cell)),
  }
}

function makeCell(bounds: readonly number[]): Cell {
  const cell = { counts: new Float64Array(bounds.length + 1), sum: 0, observe }
  function observe(value: number): void {
    let bucket = 0
    while (value > (bounds[bucket] ?? Number.POSITIVE_INFINITY)) bucket++
    cell.counts[bucket] = (cell.counts[bucket] ?? 0) + 1
    cell.sum += value
  }
  return cell
}

function figuresOf(name: string, labels: Labels, bounds: readonly number[], { counts, sum }: Cell): Figure[] {
  let count = 0
  const buckets = [...counts].map((taken, at): Figure => {
    count += taken
    return { metricName: `${name}_bucket`, labels: { le: bounds[at] ?? '+Inf', ...labels }, value: count }
  })
  return [
    ...buckets,
    { metricName: `${name}_sum`, labels, value: sum },
    { metricName: `${name}_count`, labels, value: count },
  ]
}
