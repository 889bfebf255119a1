import { type ReactNode, useEffect, useRef } from 'react'

/** The heading of a screen. It takes the focus when one goes there, so that reading goes on from it. */
export function ScreenTitle({ title, children }: { title: string; children?: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    document.title = `${title} · Bindery`
    heading.current?.focus({ preventScroll: true })
  }, [title])
  return (
    <header className="screen-title">
      <h1 ref={heading} tabIndex={-1} dir="auto">
        {title}
      </h1>
      {children}
    </header>
  )
}
