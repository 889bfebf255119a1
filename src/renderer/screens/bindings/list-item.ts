import type { CSSProperties } from 'react'

/** What the list tells each of its items. */
export interface ItemProps {
  uid: string
  /** Its place among all that are listed, from 0. */
  index: number
  count: number
  isOpen: boolean
  /** It holds the list's place in the tab order. */
  isReached: boolean
  place: CSSProperties
}
