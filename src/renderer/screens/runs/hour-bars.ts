import type { RunStats } from '../../../shared/run.ts'

/** One bar of the chart: shares of the highest there is, successes upwards and failures downwards. */
export interface HourBar {
  hour: string
  rendered: number
  unchanged: number
  failed: number
}

export interface HourBars {
  bars: HourBar[]
  /** Share of the chart's height that lies above its base line. */
  above: number
}

/** @param groups how many bars at most; hours are summed up where there are more */
export function hourBars(byHour: RunStats['byHour'], groups: number): HourBars & { sums: RunStats['byHour'] } {
  const size = Math.ceil(byHour.length / groups)
  const sums = Array.from({ length: Math.ceil(byHour.length / size) }, (_, index) =>
    sumOf(byHour.slice(index * size, (index + 1) * size)),
  )
  const up = Math.max(0, ...sums.map(({ rendered, unchanged }) => rendered + unchanged))
  const down = Math.max(0, ...sums.map(({ failed }) => failed))
  const whole = up + down || 1
  const bars = sums.map(({ hour, rendered, unchanged, failed }) => ({
    hour,
    rendered: rendered / whole,
    unchanged: unchanged / whole,
    failed: failed / whole,
  }))
  return { bars, above: up + down === 0 ? 1 : up / whole, sums }
}

function sumOf(hours: RunStats['byHour']): RunStats['byHour'][number] {
  const sum = { hour: hours[0]?.hour ?? '', rendered: 0, unchanged: 0, failed: 0 }
  for (const { rendered, unchanged, failed } of hours) {
    sum.rendered += rendered
    sum.unchanged += unchanged
    sum.failed += failed
  }
  return sum
}
