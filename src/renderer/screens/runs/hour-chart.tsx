import type { RunStats } from '../../../shared/run.ts'
import { counted } from '../../words/number.ts'
import { exactTime } from '../../words/time.ts'
import { hourBars } from './hour-bars.ts'
import styles from './hour-chart.module.css'

/** Bars beyond this are too thin to be read. */
const MOST_BARS = 42
/** Share of a bar's place that is left free beside it. */
const GAP = 0.2
/** What is there but would not be seen is drawn this high, a share of the chart. */
const LEAST = 0.02

/** Runs by the hour: successes above the line, failures below it. */
export function HourChart({ byHour }: { byHour: RunStats['byHour'] }) {
  const { bars, above, sums } = hourBars(byHour, MOST_BARS)
  const height = (share: number) => (share > 0 ? Math.max(share, LEAST) : 0)
  return (
    <figure className={styles.chart}>
      <svg viewBox={`0 0 ${bars.length} 1`} preserveAspectRatio="none" role="img" aria-label={chartWords(sums)}>
        {bars.map(({ hour, rendered, unchanged, failed }, index) => {
          const [drew, idle] = [height(rendered), height(unchanged)]
          const bar = { x: index + GAP / 2, width: 1 - GAP }
          const sum = sums[index]
          return (
            <g key={hour}>
              <rect x={index} y={0} width={1} height={1} className={styles.place} />
              <rect {...bar} y={Math.max(0, above - drew)} height={Math.min(drew, above)} className={styles.rendered} />
              <rect
                {...bar}
                y={Math.max(0, above - drew - idle)}
                height={Math.max(0, Math.min(idle, above - drew))}
                className={styles.unchanged}
              />
              <rect {...bar} y={Math.min(above, 1 - LEAST)} height={height(failed)} className={styles.failed} />
              {sum ? <title>{barWords(sum)}</title> : null}
            </g>
          )
        })}
      </svg>
      <figcaption>
        <span className={styles.rendered}>New picture</span>
        <span className={styles.unchanged}>Nothing new</span>
        <span className={styles.failed}>Failed</span>
      </figcaption>
    </figure>
  )
}

const barWords = ({ hour, rendered, unchanged, failed }: RunStats['byHour'][number]): string =>
  `From ${exactTime(hour)}: ${rendered} new, ${unchanged} unchanged, ${failed} failed`

function chartWords(sums: RunStats['byHour']): string {
  const counts = sums.map(({ rendered, unchanged, failed }) => rendered + unchanged + failed)
  const most = Math.max(0, ...counts)
  const failed = sums.reduce((all, sum) => all + sum.failed, 0)
  const peak = sums[counts.indexOf(most)]
  if (!peak || most === 0) return 'Runs over time: none.'
  const highest = `the highest bar begins at ${exactTime(peak.hour)} and stands for ${counted(most, 'run')}`
  return `Runs over time: ${highest}; ${failed.toLocaleString()} failed in all.`
}
