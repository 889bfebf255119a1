import type { Phase } from '../../shared/run.ts'
import { PHASE_WORDS, PHASES } from '../words/run.ts'
import { duration } from '../words/time.ts'

/** Below this share a bar would not be seen, so that it is drawn this wide. */
const LEAST_SHARE = 0.01

/** The phases of a run one after the other, each as long as it took. Milliseconds; 0 for one that was not entered. */
export function Waterfall({ phases }: { phases: Record<Phase, number> }) {
  const total = PHASES.reduce((sum, phase) => sum + phases[phase], 0)
  const entered = PHASES.filter((phase) => phases[phase] > 0)
  const words = entered.map((phase) => `${PHASE_WORDS[phase]} ${duration(phases[phase])}`).join(', ')
  if (total === 0) return null
  return (
    <div className="waterfall">
      <div className="waterfall-bars" role="img" aria-label={`${duration(total)} in all: ${words}`} title={words}>
        {entered.map((phase) => (
          <i key={phase} data-phase={phase} style={{ flexGrow: Math.max(LEAST_SHARE, phases[phase] / total) }} />
        ))}
      </div>
      <span className="waterfall-total">{duration(total)}</span>
      <p className="waterfall-legend" aria-hidden="true">
        {entered.map((phase) => (
          <span key={phase} data-phase={phase}>
            {PHASE_WORDS[phase]} {duration(phases[phase])}
          </span>
        ))}
      </p>
    </div>
  )
}
