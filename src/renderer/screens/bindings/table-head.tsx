// biome-ignore-all lint/a11y/useFocusableInteractive: rows and heads of a table are no controls
// biome-ignore-all lint/a11y/useSemanticElements: rows that are out of sight are not there, and each lies at a place of its own: no <table> can do that
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { CSSProperties } from 'react'
import { type SortKey, sortBy, useBindingList } from '../../stores/binding-list.ts'
import styles from './bindings-table.module.css'
import { SelectAll } from './select-all.tsx'

/** The names of the columns, by which the table is sorted. @param below the height of what it sticks under, in pixels */
export function TableHead({ below }: { below: number }) {
  return (
    <div role="rowgroup" className={styles.head} style={{ '--below': `${below}px` } as CSSProperties}>
      <div role="row" className={styles.columns} aria-rowindex={1}>
        <div role="columnheader">
          <SelectAll />
        </div>
        <div role="columnheader">
          <span className="visually-hidden">Picture</span>
        </div>
        <Column sort="name" label="Name" />
        <Column sort="health" label="Health" />
        <Column sort="template" label="Template" className={styles.wide} />
        <Column sort="source" label="Source" className={styles.middle} />
        <div role="columnheader" className={styles.wide}>
          Refreshes
        </div>
        <Column sort="last" label="Last good" className={styles.middle} />
        <Column sort="next" label="Next" />
        <Column sort="average" label="Average" className={`${styles.wide} ${styles.figure}`} />
        <div role="columnheader">
          <span className="visually-hidden">Actions</span>
        </div>
      </div>
    </div>
  )
}

function Column({ sort, label, className }: { sort: SortKey; label: string; className?: string | undefined }) {
  const isSorted = useBindingList((list) => list.sort === sort)
  const isReversed = useBindingList(({ isReversed }) => isReversed)
  const Arrow = isReversed ? IconArrowUp : IconArrowDown
  return (
    <div
      role="columnheader"
      className={className}
      aria-sort={isSorted ? (isReversed ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className={styles.sort} onClick={() => sortBy(sort)}>
        {label}
        {isSorted ? <Arrow className="icon" aria-hidden /> : null}
      </button>
    </div>
  )
}
