import { type ReactNode, useEffect, useRef } from 'react'
import { usePageTitle } from './use-page-title.ts'

/** The heading of a screen. It takes the focus when one goes there, so that reading goes on from it. The page is called like it. */
export function ScreenTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  usePageTitle(title)
  useEffect(() => heading.current?.focus({ preventScroll: true }), [])
  return (
    <header className="screen-title">
      <h1 ref={heading} tabIndex={-1} dir="auto">
        {title}
      </h1>
      {children}
    </header>
  )
}
