import type { ReactNode } from 'react'
import styles from './empty-list.module.css'

interface EmptyListProps {
  /** What the list would hold, in a sentence. */
  about: string
  /** The buttons to begin with. */
  children: ReactNode
}

/** In the place of a list that has nothing yet: what it is good for, and where to begin. */
export function EmptyList({ about, children }: EmptyListProps) {
  return (
    <div className={styles.empty}>
      <p>{about}</p>
      <p className={styles.ways}>{children}</p>
    </div>
  )
}
