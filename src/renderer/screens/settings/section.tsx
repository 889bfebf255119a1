import { type ReactNode, useContext } from 'react'
import styles from './section.module.css'
import { infoOf, SECTIONS, type SectionId } from './settings-index.ts'
import { FoundSettings } from './settings-search.ts'

/** A part of the settings; while something is searched for, only where it has some of it. */
export function Section({ id, children }: { id: SectionId; children: ReactNode }) {
  const found = useContext(FoundSettings)
  const title = SECTIONS.find((section) => section.id === id)?.title
  if (found !== null && ![...found].some((setting) => infoOf(setting).section === id)) return null
  return (
    <section aria-labelledby={`section-${id}`}>
      <h2 id={`section-${id}`} className={styles.title}>
        {title}
      </h2>
      {children}
    </section>
  )
}
