import { type ReactNode, Suspense } from 'react'
import { Boundary } from './boundary.tsx'
import classes from './loaded-part.module.css'
import { NotShown } from './not-shown.tsx'

interface LoadedPartProps {
  /** What it is, as in "The code editor". */
  name: string
  children: ReactNode
}

/** A part of a screen that is loaded when it is first drawn. Without it the rest stands, with what is written there. */
export function LoadedPart({ name, children }: LoadedPartProps) {
  return (
    <Boundary failed={<Failed name={name} />}>
      <Suspense fallback={<p className={`faint ${classes.part}`}>Loading…</p>}>{children}</Suspense>
    </Boundary>
  )
}

const Failed = ({ name }: { name: string }) => (
  <div className={classes.part} role="status">
    <strong>{name} can’t be shown</strong>
    <NotShown />
  </div>
)
