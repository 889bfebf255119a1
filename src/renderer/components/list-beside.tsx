import type { ReactNode, RefObject } from 'react'
import styles from './list-beside.module.css'

interface ListBesideProps {
  /** What the list is called, for those who listen. */
  label: string
  /** The list's column, which scrolls. */
  column: RefObject<HTMLElement | null>
  /** What is open of the list, which has the screen to itself where there is no room for both. Null where nothing is. */
  panel: ReactNode
  /** Whether what is open wants more room than the list. */
  isPanelWide?: boolean
  children: ReactNode
}

/** A screen that is a list, and beside or over it the entry that is open. */
export function ListBeside({ label, column, panel, isPanelWide = false, children }: ListBesideProps) {
  const isOpen = panel !== null
  return (
    <div className={styles.screen} data-open={isOpen ? (isPanelWide ? 'wide' : 'even') : undefined}>
      <section className={styles.column} ref={column} aria-label={label} data-pane>
        {children}
      </section>
      {panel}
    </div>
  )
}
