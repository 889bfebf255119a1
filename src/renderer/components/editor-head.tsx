import { IconArrowLeft } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import styles from './editor-head.module.css'
import { usePageTitle } from './use-page-title.ts'

interface EditorHeadProps {
  title: string
  /** Where one comes from, and goes back to. */
  back: string
  /** Takes the focus in the heading's place, where something is wanted first. */
  begin?: () => void
  children: ReactNode
}

/** The head of an editor. Its heading is for those who can't see that this is one; its name stands in a field. */
export function EditorHead({ title, back, begin, children }: EditorHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null)
  const beginning = useRef(begin ?? (() => heading.current?.focus({ preventScroll: true })))
  usePageTitle(title)
  useEffect(() => beginning.current(), [])
  return (
    <header className={styles.head}>
      <a className="button button-icon" href={back} aria-label="Back" title="Back">
        <IconArrowLeft className="icon" aria-hidden />
      </a>
      <h1 ref={heading} tabIndex={-1} className="visually-hidden">
        {title}
      </h1>
      {children}
    </header>
  )
}
