import { useEffect, useRef } from 'react'
import { Icon } from '../../components/icon.tsx'
import { useSync } from '../../stores/sync.ts'
import styles from './note.module.css'
import { lastResultWords, outcomeWords } from './outcome-words.ts'
import { useBusy } from './use-busy.ts'

/** What came of what was asked for last, which takes the focus where that was lost with what was pressed; else of the last sync. */
export function OutcomeNote() {
  const outcome = useSync(({ outcome }) => outcome)
  const note = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (outcome === null) return
    note.current?.scrollIntoView({ block: 'nearest' })
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost) note.current?.focus({ preventScroll: true })
  }, [outcome])
  const last = useLastResult()
  const told = outcome === null ? last && lastResultWords(last) : outcomeWords(outcome)
  return (
    <div role="status">
      {told === null ? null : (
        <div className={styles.note} data-tone={told.tone} ref={note} tabIndex={-1}>
          <Icon name={told.tone} />
          <div className={styles.words}>
            <p>
              <strong>{told.title}</strong> {told.text}
            </p>
            {told.list.length > 0 ? (
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
              <ul tabIndex={0} aria-label="Which, and why">
                {told.list.map(({ id, name, why }) => (
                  <li key={id}>
                    <strong>
                      <bdi>{name}</bdi>
                    </strong>
                    : {why}
                  </li>
                ))}
              </ul>
            ) : null}
          </div>
        </div>
      )}
    </div>
  )
}

/** Of a sync that nobody here waited for; a plan that is read says more. */
function useLastResult() {
  const busy = useBusy()
  const hasPlan = useSync(({ plan }) => plan !== null)
  const last = useSync(({ status }) => status?.lastResult ?? null)
  return busy === null && !hasPlan ? last : null
}
