import { SegmentedControl } from '@mantine/core'
import type { RunStats } from '../../../shared/run.ts'
import { useAllRuns } from '../../stores/all-runs.ts'
import { percent } from '../../words/number.ts'
import { duration } from '../../words/time.ts'
import { HourChart } from './hour-chart.tsx'
import styles from './runs-strip.module.css'
import { setFilter, setHours } from './sync-runs.ts'

const SPANS = [
  { value: '24', label: '24 hours' },
  { value: '168', label: '7 days' },
]

/** How the refreshes went lately: figures, and a bar for each hour. */
export function RunsStrip() {
  const stats = useAllRuns(({ stats }) => stats)
  const hours = useAllRuns(({ hours }) => hours)
  return (
    <section className={styles.frame} aria-label="How the refreshes went">
      <div className={styles.strip}>
        <dl className={styles.figures}>
          {figuresOf(stats).map(({ name, value, detail, show }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <strong>{value}</strong>
                {show ? (
                  <button
                    type="button"
                    className={`link-button ${styles.detail}`}
                    title="Show the runs that failed"
                    onClick={show}
                  >
                    {detail}
                  </button>
                ) : (
                  <span className={styles.detail}>{detail}</span>
                )}
              </dd>
            </div>
          ))}
        </dl>
        <div className={styles.chart}>
          <HourChart byHour={stats?.byHour ?? []} />
          <SegmentedControl
            className={styles.span}
            aria-label="How far back"
            data={SPANS}
            value={String(hours)}
            onChange={(value) => setHours(Number(value))}
          />
        </div>
      </div>
    </section>
  )
}

const NONE = '–'

interface Figure {
  name: string
  value: string
  detail: string
  /** Shows what the detail tells of. */
  show?: () => void
}

const showFailed = () => setFilter({ outcome: 'failed' })

function figuresOf(stats: RunStats | null): Figure[] {
  const { runs = 0, failed = 0, successRate = null, p50Ms = null, p95Ms = null, rendersPerHour = 0 } = stats ?? {}
  // Nothing is said of what was not read yet.
  const nothing = stats === null ? '' : 'nothing drawn'
  const ms = (value: number | null) => (value === null ? NONE : duration(value))
  return [
    {
      name: 'Success rate',
      value: successRate === null ? NONE : percent(successRate),
      detail:
        stats === null
          ? ''
          : runs === 0
            ? 'nothing ran'
            : `${failed.toLocaleString()} of ${runs.toLocaleString()} failed`,
      ...(failed > 0 && { show: showFailed }),
    },
    { name: 'Render time (p50)', value: ms(p50Ms), detail: p50Ms === null ? nothing : 'half took less' },
    { name: 'Render time (p95)', value: ms(p95Ms), detail: p95Ms === null ? nothing : '1 in 20 took longer' },
    {
      name: 'Renders an hour',
      value: stats === null ? NONE : rendersPerHour.toLocaleString(undefined, { maximumFractionDigits: 1 }),
      detail: 'on average',
    },
  ]
}
