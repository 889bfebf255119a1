import type { Json } from '../../../../shared/json.ts'
import type { VariableDefinition } from '../../../../shared/template.ts'
import { isContainer, type JsonRow, membersOf, stepsOf } from './json-rows.ts'
import { pathText } from './path-text.ts'

/** A path that may be what a variable wants, for a person to look at. */
export interface Proposal {
  variable: string
  path: string
  value: Json
  /** How sure the name makes it: the same name, or one that holds it. */
  isSure: boolean
}

/** Values deeper or further than these are seldom what a variable is named after. */
const MOST_DEPTH = 6
const MOST_LOOKED_AT = 20_000

/** `firstName`, `first_name` and `First-Name` are one name. */
const plainName = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

/** Proposes a path for each variable by name: the shallowest of those that fit best. */
export function matchNames(data: Json, variables: readonly Pick<VariableDefinition, 'name' | 'type'>[]): Proposal[] {
  const rows = walk(data)
  return variables.flatMap(({ name, type }) => {
    const best = rows
      .filter(({ value }) => fits(value, type))
      .map((row) => ({ row, score: scoreOf(row, plainName(name)) }))
      .filter(({ score }) => score > 0)
      .reduce<{ row: JsonRow; score: number } | null>(
        (found, each) => (found === null || each.score > found.score ? each : found),
        null,
      )
    if (!best) return []
    const { row, score } = best
    return [{ variable: name, path: pathText(stepsOf(row)), value: row.value, isSure: score >= 100 }]
  })
}

/** Breadth first, so that of equals the shallowest comes first. */
function walk(data: Json): JsonRow[] {
  const rows: JsonRow[] = []
  let level: JsonRow[] = [{ key: null, value: data, parent: null, depth: 0, place: 1, siblings: 1, isOpen: false }]
  for (let depth = 0; depth < MOST_DEPTH && level.length > 0; depth++) {
    const next: JsonRow[] = []
    for (const row of level) {
      if (!isContainer(row.value)) continue
      // All members of a list are alike: its first stands for them.
      const children = membersOf(row, row.value).slice(0, Array.isArray(row.value) ? 1 : undefined)
      next.push(...children)
    }
    rows.push(...next)
    if (rows.length > MOST_LOOKED_AT) break
    level = next
  }
  return rows
}

function fits(value: Json, type: VariableDefinition['type']): boolean {
  if (value === null) return false
  if (type === 'array') return Array.isArray(value)
  if (type === 'object') return isContainer(value) && !Array.isArray(value)
  return !isContainer(value)
}

function scoreOf(row: JsonRow, wanted: string): number {
  if (typeof row.key !== 'string' || wanted === '') return 0
  const name = plainName(row.key)
  const whole = plainName(
    stepsOf(row)
      .filter((step) => typeof step === 'string')
      .join(''),
  )
  if (name === wanted || whole === wanted) return 200 - row.depth
  // `userName` may be `user.name`, and `title` the end of `pageTitle`.
  if (whole.endsWith(wanted)) return 100 - row.depth
  if (name.length > 2 && wanted.endsWith(name)) return 60 - row.depth
  return name.length > 2 && (name.startsWith(wanted) || wanted.startsWith(name)) ? 40 - row.depth : 0
}
