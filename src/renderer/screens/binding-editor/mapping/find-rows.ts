import type { Json } from '../../../../shared/json.ts'
import { isContainer, type JsonRow, membersOf, stepsOf } from './json-rows.ts'
import { pathText } from './path-text.ts'

/** More finds than this are not read; a longer word finds the rest. */
export const MOST_FOUND = 2000

export interface Found {
  /** Finds and what leads to them, top to bottom. */
  rows: JsonRow[]
  count: number
  /** There are more than are shown. */
  isCut: boolean
}

/**
 * Finds names and values that hold the text, whatever its case. A text with a dot or a bracket is held against whole
 * paths, so that `items[0].na` finds `items[0].name`.
 */
export function findRows(data: Json, text: string): Found {
  const wanted = text.trim().toLowerCase()
  const isPath = /[.[]/.test(wanted)
  const rows: JsonRow[] = []
  const shown = new Set<JsonRow>()
  let count = 0
  const show = (row: JsonRow) => {
    const way: JsonRow[] = []
    for (let at: JsonRow | null = row; at && !shown.has(at); at = at.parent) way.unshift(at)
    for (const each of way) {
      shown.add(each)
      rows.push(each)
      if (each.parent) each.parent.isOpen = true
    }
  }
  const root: JsonRow = { key: null, value: data, parent: null, depth: 0, place: 1, siblings: 1, isOpen: false }
  const waiting = [root]
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    if (row.key !== null && holds(row, wanted, isPath)) {
      if (count === MOST_FOUND) return { rows, count, isCut: true }
      count++
      show(row)
    }
    if (!isContainer(row.value)) continue
    const children = membersOf(row, row.value)
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at]
      if (child) waiting.push(child)
    }
  }
  return { rows, count, isCut: false }
}

function holds(row: JsonRow, wanted: string, isPath: boolean): boolean {
  if (isPath && pathText(stepsOf(row)).toLowerCase().includes(wanted)) return true
  if (typeof row.key === 'string' && row.key.toLowerCase().includes(wanted)) return true
  return !isContainer(row.value) && String(row.value).toLowerCase().includes(wanted)
}
