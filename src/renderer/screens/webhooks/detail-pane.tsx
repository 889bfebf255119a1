import { type ReactNode, useEffect, useRef } from 'react'
import { ListLink } from '../../components/list-link.tsx'
import styles from './webhooks-screen.module.css'

interface DetailPaneProps {
  title: string
  /** Where its list is. */
  back: { label: string; path: string }
  children: ReactNode
}

/** What is open beside, or over, a list. It takes the focus, so that reading goes on from it. */
export function DetailPane({ title, back, children }: DetailPaneProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <section className={styles.detail} aria-label={title} data-pane data-detail>
      <ListLink {...back} />
      <h2 ref={heading} tabIndex={-1}>
        <bdi>{title}</bdi>
      </h2>
      {children}
    </section>
  )
}

/** The place of the detail while nothing is open. */
export const NothingOpen = ({ children }: { children: ReactNode }) => (
  <section className={styles.detail} aria-label="Nothing is open">
    <p className={styles.about}>{children}</p>
  </section>
)
