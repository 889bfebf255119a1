import { memo } from 'react'
import type { NamedRun } from '../../api/runs.ts'
import { Icon } from '../../components/icon.tsx'
import listRow from '../../components/list-row.module.css'
import { TimeAgo } from '../../components/time-ago.tsx'
import { paths } from '../../stores/route.ts'
import { useRunSelection } from '../../stores/run-selection.ts'
import { failureWords } from '../../words/failure.ts'
import { OUTCOME_WORDS, runNotes, TRIGGER_WORDS, totalMs } from '../../words/run.ts'
import { duration } from '../../words/time.ts'
import styles from './runs-list.module.css'

interface RunRowProps {
  run: NamedRun
  /** CSS pixels from the top of the list. */
  place: { top: number; height: number }
  isOpen: boolean
  /** Where the keyboard is. */
  isCurrent: boolean
}

export const RunRow = memo(function RunRow({ run, place: { top, height }, isOpen, isCurrent }: RunRowProps) {
  const isSelected = useRunSelection(({ selected }) => selected.has(run.id))
  const { word, tone } = OUTCOME_WORDS[run.outcome]
  const notes = run.error ? run.error.message : runNotes(run)
  const times = run.count > 1 ? ` × ${run.count.toLocaleString()}` : ''
  return (
    <li
      className={`${listRow.row} ${styles.row}`}
      data-run={run.id}
      data-selected={isSelected || undefined}
      data-tone={tone}
      data-open={isOpen || undefined}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      <a
        id={`open-${run.id}`}
        className={`${listRow.name} ${styles.name}`}
        href={paths.run(run.bindingUid, run.id)}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        title={run.bindingName}
        dir="auto"
      >
        {run.bindingName}
        {isSelected ? <span className="visually-hidden">, selected</span> : null}
      </a>
      <span className={styles.outcome} title={run.error ? failureWords(run.error) : word}>
        <Icon name={tone} />
        {word}
        {times}
      </span>
      <span className={styles.notes} title={notes}>
        {notes}
      </span>
      <span className={styles.trigger}>{TRIGGER_WORDS[run.trigger]}</span>
      <span className={styles.took}>{duration(totalMs(run))}</span>
      <span className={styles.when}>
        <TimeAgo at={run.finishedAt} />
      </span>
    </li>
  )
}, isSame)

/** The place is a new object each time; a row is drawn again only where it differs. */
function isSame(a: RunRowProps, b: RunRowProps): boolean {
  const [was, is] = [a.place, b.place]
  return (
    a.run === b.run &&
    was.top === is.top &&
    was.height === is.height &&
    a.isOpen === b.isOpen &&
    a.isCurrent === b.isCurrent
  )
}
