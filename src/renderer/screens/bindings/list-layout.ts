import type { CSSProperties } from 'react'
import { tokenPx } from '../../theme/token-px.ts'

/** How items lie in the list: all of one size, so that nothing moves while one scrolls. Pixels. */
export interface ListLayout {
  columns: number
  /** From the top of one row of items to the next. */
  step: number
  /** Rows beyond the edges that are drawn, so that a fast scroll finds them there. */
  overscan: number
  /** @param top of the row @param column from 0 */
  placeOf(top: number, column: number): CSSProperties
}

/** A picture's share of its own width: that of the pictures that are shared on the web. */
const PICTURE_RATIO = 21 / 40

export function tableLayout(): ListLayout {
  const step = tokenPx('--row-binding')
  return { columns: 1, step, overscan: 24, placeOf: kept((top) => ({ top, height: step })) }
}

/** @param width of the list */
export function gridLayout(width: number): ListLayout {
  const gap = tokenPx('--space-4')
  const columns = Math.max(1, Math.floor((width + gap) / (tokenPx('--card') + gap)))
  const card = (width - gap * (columns - 1)) / columns
  const line = tokenPx('--hairline')
  // The picture lies within the card's own edges, and over a line.
  const height = Math.ceil((card - 2 * line) * PICTURE_RATIO) + tokenPx('--card-words') + 3 * line
  return {
    columns,
    step: height + gap,
    overscan: 5,
    placeOf: kept((top, column) => ({ top, height, width: card, insetInlineStart: column * (card + gap) })),
  }
}

type PlaceOf = ListLayout['placeOf']

/** The same object for the same place, so that an item that stays where it is is not drawn again. */
function kept(placeOf: PlaceOf): PlaceOf {
  const places = new Map<string, CSSProperties>()
  return (top, column) => {
    const key = `${top} ${column}`
    const place = places.get(key) ?? placeOf(top, column)
    places.set(key, place)
    return place
  }
}
