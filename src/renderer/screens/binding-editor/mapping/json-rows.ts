import type { Json } from '../../../../shared/json.ts'

/** One line of the tree: a value with the way to it. */
export interface JsonRow {
  /** Its name or index in what holds it; null for the whole. */
  key: string | number | null
  value: Json
  parent: JsonRow | null
  depth: number
  /** Place among its siblings, from 1, and how many there are. */
  place: number
  siblings: number
  isOpen: boolean
}

export type Container = Json[] | { [member: string]: Json }
/** The containers that are open. Each part of parsed JSON is an object of its own. */
export type Opened = ReadonlySet<Container>

export const isContainer = (value: Json | undefined): value is Container => value !== null && typeof value === 'object'
export const sizeOf = (value: Container): number => (Array.isArray(value) ? value.length : Object.keys(value).length)

/** Lines that are in sight when data is first shown. */
const FIRST_SIGHT = 60

/** Opens what fits into the first sight, level by level. */
export function firstOpened(data: Json): Opened {
  const opened = new Set<Container>()
  let level = isContainer(data) ? [data] : []
  let lines = 1
  while (level.length > 0) {
    const next: Container[] = []
    for (const container of level) {
      const size = sizeOf(container)
      // The whole is always open; of the rest only what leaves room to see what comes after it.
      if (opened.size > 0 && lines + size > FIRST_SIGHT) continue
      opened.add(container)
      lines += size
      // Of a long list its first members stand for the rest.
      next.push(...Object.values(container).slice(0, FIRST_SIGHT).filter(isContainer))
    }
    level = next
  }
  return opened
}

/** What was open stays open where the new data has the same place. */
export function carryOpened(before: Json, now: Json, opened: Opened): Opened {
  const next = new Set<Container>()
  const walk = (old: Json, fresh: Json) => {
    if (!isContainer(old) || !isContainer(fresh) || !opened.has(old)) return
    next.add(fresh)
    for (const [key, member] of Object.entries(old)) {
      if (isContainer(member) && Object.hasOwn(fresh, key)) walk(member, (fresh as Record<string, Json>)[key] ?? null)
    }
  }
  walk(before, now)
  return next
}

/** The lines of what is open, top to bottom. */
export function flatten(data: Json, opened: Opened): JsonRow[] {
  const rows: JsonRow[] = []
  const root: JsonRow = { key: null, value: data, parent: null, depth: 0, place: 1, siblings: 1, isOpen: false }
  // A stack of our own: JSON may nest deeper than calls may.
  const waiting = [root]
  for (let row = waiting.pop(); row; row = waiting.pop()) {
    rows.push(row)
    const { value } = row
    if (!isContainer(value) || !opened.has(value)) continue
    row.isOpen = true
    const children = membersOf(row, value)
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at]
      if (child) waiting.push(child)
    }
  }
  return rows
}

export function membersOf(parent: JsonRow, value: Container): JsonRow[] {
  const depth = parent.depth + 1
  if (Array.isArray(value)) {
    const siblings = value.length
    return value.map((each, at) => ({ key: at, value: each, parent, depth, place: at + 1, siblings, isOpen: false }))
  }
  const keys = Object.keys(value)
  const siblings = keys.length
  return keys.map((key, at) => ({
    key,
    value: value[key] ?? null,
    parent,
    depth,
    place: at + 1,
    siblings,
    isOpen: false,
  }))
}

/** The steps from the whole to a line. */
export function stepsOf(row: JsonRow): (string | number)[] {
  const steps: (string | number)[] = []
  for (let at: JsonRow | null = row; at && at.key !== null; at = at.parent) steps.unshift(at.key)
  return steps
}
