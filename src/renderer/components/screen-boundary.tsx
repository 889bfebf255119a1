import type { ReactNode } from 'react'
import { Boundary } from './boundary.tsx'
import { NotShown } from './not-shown.tsx'
import { ScreenTitle } from './screen-title.tsx'

/** A screen; one that can't be drawn leaves the desk around it. */
export const ScreenBoundary = ({ children }: { children: ReactNode }) => (
  <Boundary failed={<Failed />}>{children}</Boundary>
)

const Failed = () => (
  <div className="screen">
    <ScreenTitle title="This screen can’t be shown" />
    <NotShown />
  </div>
)
