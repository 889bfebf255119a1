import type { PageWindow } from '../../shared/pagination.ts'

/** How a page of a list that is newest first is read. */
export interface PageReach {
  order: 'ASC' | 'DESC'
  limit: number
  offset: number
}

/** From the end that is nearer, since SQLite passes over the rows before a page one by one. */
export function pageReach({ page, limit }: PageWindow, total: number): PageReach {
  const before = (page - 1) * limit
  if (before <= total / 2) return { order: 'DESC', limit, offset: before }
  const here = Math.max(0, Math.min(limit, total - before))
  return { order: 'ASC', limit: here, offset: Math.max(0, total - before - here) }
}
