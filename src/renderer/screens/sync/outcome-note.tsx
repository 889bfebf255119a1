import { useEffect, useRef } from 'react'
import { Icon } from '../../components/icon.tsx'
import { type SyncOutcome, useSync } from '../../stores/sync.ts'
import { counted } from '../../words/number.ts'
import styles from './note.module.css'

/** What came of what was asked for last. It takes the focus where that was lost with what was pressed. */
export function OutcomeNote() {
  const outcome = useSync(({ outcome }) => outcome)
  const note = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (outcome === null) return
    note.current?.scrollIntoView({ block: 'nearest' })
    const isLost = document.activeElement === null || document.activeElement === document.body
    if (isLost) note.current?.focus({ preventScroll: true })
  }, [outcome])
  const told = outcome === null ? null : wordsOf(outcome)
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

interface Told {
  tone: 'good' | 'warn' | 'bad'
  title: string
  text: string
  list: { id: string; name: string; why: string }[]
}

function wordsOf(outcome: SyncOutcome): Told {
  switch (outcome.kind) {
    case 'applied':
      return appliedWords(outcome)
    case 'undone':
      return undoneWords(outcome)
    case 'replanned':
      return {
        tone: 'warn',
        title: 'Something changed since you read the plan.',
        text: 'Nothing was done. Below is the plan as it is now; what you decided of it still stands.',
        list: [],
      }
    default:
      return { tone: 'bad', title: `${outcome.what} failed.`, text: outcome.message, list: [] }
  }
}

function appliedWords({ result, names }: Extract<SyncOutcome, { kind: 'applied' }>): Told {
  const { applied, failed, conflicts, heldBack } = result
  const left = [
    ...(failed.length > 0 ? [`${failed.length.toLocaleString()} failed and stay as they were`] : []),
    ...(conflicts > 0 ? [`${counted(conflicts, 'conflict')} left`] : []),
    ...(heldBack > 0 ? [`${heldBack.toLocaleString()} held back`] : []),
  ]
  return {
    tone: failed.length > 0 ? 'bad' : 'good',
    title: applied === 0 ? 'Nothing was synced.' : `Synced ${counted(applied, 'change')}.`,
    text: left.length > 0 ? `${left.join(', ')}.` : 'Both sides are alike.',
    list: failed.map(({ operationId, error }) => ({
      id: operationId,
      name: names.get(operationId) ?? 'One',
      why: error,
    })),
  }
}

function undoneWords({ undone: { undone, skipped } }: Extract<SyncOutcome, { kind: 'undone' }>): Told {
  return {
    tone: skipped.length > 0 ? 'warn' : 'good',
    title: `Took back ${counted(undone, 'change')}.`,
    text:
      skipped.length > 0
        ? `${counted(skipped.length, 'other stays', 'others stay')}, with what you made of ${skipped.length === 1 ? 'it' : 'them'} since.`
        : 'The other side is as it was.',
    list: skipped.map(({ localUid, name, reason }) => ({ id: localUid, name, why: reason })),
  }
}
