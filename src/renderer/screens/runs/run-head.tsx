import type { Run } from '../../../shared/run.ts'
import { Icon } from '../../components/icon.tsx'
import { TimeAgo } from '../../components/time-ago.tsx'
import { OUTCOME_WORDS, TRIGGER_WORDS, totalMs } from '../../words/run.ts'
import { bytes, duration } from '../../words/time.ts'
import styles from './run-panel.module.css'

/** What it was, in a line. */
export function RunHead({ run }: { run: Run }) {
  const { word, tone } = OUTCOME_WORDS[run.outcome]
  const facts = [
    TRIGGER_WORDS[run.trigger],
    `took ${duration(totalMs(run))}`,
    ...(run.bytes > 0 ? [`${bytes(run.bytes)} read`] : []),
    ...(run.count > 1 ? [`${run.count.toLocaleString()} times in a row; this is the last`] : []),
  ]
  return (
    <p className={styles.head} data-tone={tone}>
      <span className={styles.outcome}>
        <Icon name={tone} />
        <strong>{word}</strong>
      </span>
      <span>
        <TimeAgo at={run.finishedAt} />, {facts.join(', ')}
      </span>
    </p>
  )
}
