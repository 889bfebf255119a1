export type Move = 'up' | 'down' | 'left' | 'right' | 'first' | 'last' | 'pageUp' | 'pageDown'

interface Shape {
  count: number
  columns: number
  /** Rows of a page. */
  page: number
}

/** Where a move leads from a place in the list; at an edge it stays. */
export function movedTo(from: number, move: Move, { count, columns, page }: Shape): number {
  const last = count - 1
  const steps: Record<Move, number> = {
    up: -columns,
    down: columns,
    left: -1,
    right: 1,
    pageUp: -page * columns,
    pageDown: page * columns,
    first: -from,
    last: last - from,
  }
  const to = from + steps[move]
  if (move === 'pageUp') return Math.max(to, from % columns)
  // From the last but one row one comes to the last item, where there is none right below.
  if (move === 'pageDown' || (move === 'down' && Math.floor(from / columns) < Math.floor(last / columns))) {
    return Math.min(to, last)
  }
  return to < 0 || to > last ? from : to
}
