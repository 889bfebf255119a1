import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './selection-bar.module.css'

interface SelectionBarProps {
  label: string
  /** How many are selected, or what is being done with them; empty where there is nothing to say. */
  words: string
  /** The same for those who listen, who are not told of each step. */
  told?: string
  onClear(): void
  /** What can be done with them. */
  children: ReactNode
}

/** Stands under a list for as long as something in it is selected. */
export function SelectionBar({ label, words, told = words, onClear, children }: SelectionBarProps) {
  return (
    <>
      {/* It is there before there is anything to say, so that what is said is heard. */}
      <p className="visually-hidden" role="status">
        {told}
      </p>
      {words === '' ? null : (
        <section className={styles.bar} aria-label={label} data-foot>
          <strong className={styles.words}>{words}</strong>
          {children}
          <CloseButton aria-label="Clear the selection" title="Clear the selection (Esc)" onClick={onClear} />
        </section>
      )}
    </>
  )
}
