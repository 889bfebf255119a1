import type { ReactNode } from 'react'
import styles from './setting-row.module.css'
import { infoOf, type SettingId } from './settings-index.ts'
import { useIsFound } from './settings-search.ts'

interface SettingRowProps {
  id: SettingId
  /** What it is before anybody changes it, in words. */
  byDefault?: string
  /** More to say of it than the list of settings does. */
  more?: ReactNode
  /** Its control stands below the words and has the whole width. */
  isWide?: boolean
  /** Its default, and when a change holds, are not said. */
  isBrief?: boolean
  children: ReactNode
}

/** The name of a setting's control, and what says more of it. */
export const namedBy = (id: SettingId) => ({ 'aria-labelledby': `${id}-title`, 'aria-describedby': `${id}-about` })

/** One setting: its name, what it does, when a change holds, and its control. */
export function SettingRow({ id, byDefault, more, isWide = false, isBrief = false, children }: SettingRowProps) {
  const isFound = useIsFound(id)
  if (!isFound) return null
  const { title, about, holds } = infoOf(id)
  const notes = [
    ...(byDefault === undefined ? [] : [`Default: ${byDefault}.`]),
    ...(holds === undefined ? [] : [`Changes take effect ${holds}.`]),
  ]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset takes its name from a legend, which can't stand in a grid
    <div
      role="group"
      id={`setting-${id}`}
      className={styles.row}
      data-wide={isWide}
      aria-labelledby={`${id}-title`}
      tabIndex={-1}
    >
      <div className={styles.words}>
        <h3 id={`${id}-title`} className={styles.title}>
          {title}
        </h3>
        <p id={`${id}-about`} className={styles.about}>
          {about}
          {notes.length > 0 && !isBrief ? <span className={styles.notes}> {notes.join(' ')}</span> : null}
        </p>
        {more}
      </div>
      <div className={styles.control}>{children}</div>
    </div>
  )
}
