import type { Definition } from '../draft.ts'

/** One part of a binding on both sides. */
export interface Difference {
  /** Names the part: `name`, `mapping.title`. */
  path: string
  label: string
  base: unknown
  mine: unknown
  theirs: unknown
  /** Changed here, elsewhere, or on both sides to different values. */
  kind: 'mine' | 'theirs' | 'conflict'
}

const LABELS: Record<keyof Definition, string> = {
  name: 'Name',
  templateId: 'Template',
  dataSource: 'Source',
  mapping: 'Mapping',
  defaults: 'Default',
  refreshPolicy: 'Refresh',
  outputConfig: 'Output',
}
/** Members whose own members are looked at one by one. */
const BY_MEMBER = ['mapping', 'defaults'] as const

/** What differs between what one has written and what the farm has, each held against what both began with. */
export function differences(base: Definition, mine: Definition, theirs: Definition): Difference[] {
  return (Object.keys(LABELS) as (keyof Definition)[]).flatMap((member) => {
    if (!isByMember(member)) return compare(member, LABELS[member], base[member], mine[member], theirs[member])
    const names = new Set([base, mine, theirs].flatMap((each) => Object.keys(each[member])))
    return [...names].flatMap((name) =>
      compare(
        `${member}.${name}`,
        `${LABELS[member]} of ${name}`,
        base[member][name],
        mine[member][name],
        theirs[member][name],
      ),
    )
  })
}

const isByMember = (member: keyof Definition): member is (typeof BY_MEMBER)[number] =>
  BY_MEMBER.some((each) => each === member)

function compare(path: string, label: string, base: unknown, mine: unknown, theirs: unknown): Difference[] {
  const [isMine, isTheirs] = [!isEqual(base, mine), !isEqual(base, theirs)]
  if (isEqual(mine, theirs) || (!isMine && !isTheirs)) return []
  const kind = isMine && isTheirs ? 'conflict' : isMine ? 'mine' : 'theirs'
  return [{ path, label, base, mine, theirs, kind }]
}

export type Choices = Readonly<Record<string, 'mine' | 'theirs'>>

/** Each side's own changes are kept; where both changed the same, as chosen. */
export function merge(mine: Definition, found: readonly Difference[], choices: Choices): Definition {
  const merged = { ...mine, mapping: { ...mine.mapping }, defaults: { ...mine.defaults } }
  for (const { path, kind, theirs } of found) {
    const side = choices[path] ?? (kind === 'theirs' ? 'theirs' : 'mine')
    if (side === 'theirs') put(merged, path, theirs)
  }
  return merged
}

function put(target: Definition, path: string, value: unknown): void {
  const at = path.indexOf('.')
  const [holder, name] =
    at < 0
      ? [target as Record<string, unknown>, path]
      : [target[path.slice(0, at) as 'mapping' | 'defaults'] as Record<string, unknown>, path.slice(at + 1)]
  if (value === undefined) delete holder[name]
  else holder[name] = value
}

/** Whether two values are the same JSON, whatever the order of members. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return a === b
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>]
  const names = Object.keys(left).filter((name) => left[name] !== undefined)
  const others = Object.keys(right).filter((name) => right[name] !== undefined)
  return names.length === others.length && names.every((name) => isEqual(left[name], right[name]))
}
