import type { Stage } from '../../../shared/errors.ts'
import type { Phase } from '../../../shared/run.ts'
import { PHASE_WORDS, PHASES } from '../../words/run.ts'
import { duration } from '../../words/time.ts'
import { phaseOf } from './phase-of.ts'
import styles from './phase-waterfall.module.css'

/** Below this share a bar would not be seen, so that it is drawn this wide. */
const LEAST_SHARE = 0.005

interface PhaseWaterfallProps {
  /** Milliseconds; 0 for one that was not entered. */
  phases: Record<Phase, number>
  failedIn: Stage | null
}

/** The phases of a run under each other, each where it began and as long as it took. */
export function PhaseWaterfall({ phases, failedIn }: PhaseWaterfallProps) {
  const total = PHASES.reduce((sum, phase) => sum + phases[phase], 0)
  const failed = failedIn === null ? null : phaseOf(failedIn)
  let before = 0
  return (
    <dl className={styles.waterfall}>
      {PHASES.map((phase) => {
        const start = before
        before += phases[phase]
        const isEntered = phases[phase] > 0
        return (
          <div key={phase} data-phase={phase} data-idle={!isEntered || undefined}>
            <dt>{PHASE_WORDS[phase]}</dt>
            <dd>
              <span className={styles.track} aria-hidden="true">
                {isEntered ? <i style={placed(start / total, phases[phase] / total)} /> : null}
              </span>
              <span className={styles.ms}>
                {isEntered ? duration(phases[phase]) : 'not entered'}
                {phase === failed ? <strong> failed</strong> : null}
              </span>
            </dd>
          </div>
        )
      })}
      <div>
        <dt>In all</dt>
        <dd>
          <span />
          <span className={styles.ms}>{duration(total)}</span>
        </dd>
      </div>
    </dl>
  )
}

const placed = (start: number, share: number) => ({
  insetInlineStart: `${Math.min(start, 1 - LEAST_SHARE) * 100}%`,
  width: `${Math.max(share, LEAST_SHARE) * 100}%`,
})
