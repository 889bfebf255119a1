import type { Binding } from '../../../shared/binding.ts'
import type { Template } from '../../../shared/template.ts'
import type { BindingFilter, SortKey } from '../../stores/binding-list.ts'
import { sourceWords } from '../../words/binding.ts'
import { HEALTH_KINDS, type HealthChoice, type HealthKind, healthOf, needsAttention } from '../../words/health.ts'

export interface Choice extends BindingFilter {
  templates: Readonly<Record<string, Template>>
  /** Epoch milliseconds. */
  now: number
}

/** The uids of the bindings that the filter lets through, in the order asked for. @param order newest first */
export function chooseBindings(
  byUid: Readonly<Record<string, Binding>>,
  order: readonly string[],
  choice: Choice,
): readonly string[] {
  const isIn = filterOf(choice)
  const compare = COMPARE[choice.sort]
  if (!isIn && !compare && !choice.isReversed) return order
  const all = order.flatMap((uid) => byUid[uid] ?? [])
  const chosen = isIn ? all.filter(isIn) : all
  if (compare) {
    const keyed = chosen.map((binding) => ({ binding, key: compare.key(binding, choice) }))
    const turn = choice.isReversed ? -1 : 1
    keyed.sort((a, b) => orderOf(a.key, b.key, turn))
    return keyed.map(({ binding }) => binding.uid)
  }
  const uids = chosen.map(({ uid }) => uid)
  return choice.isReversed ? uids.reverse() : uids
}

function filterOf({
  text,
  health,
  templateId,
  source,
  cloud,
  templates,
  now,
}: Choice): ((binding: Binding) => boolean) | null {
  const words = text.toLocaleLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && !health && !templateId && !source && !cloud) return null
  return (binding) => {
    if (templateId && binding.templateId !== templateId) return false
    if (source && binding.dataSource.type !== source) return false
    if (cloud && binding.cloud?.state !== cloud) return false
    if (health && !isOfHealth(binding, health, now)) return false
    if (words.length === 0) return true
    const { name, uid, dataSource } = binding
    const all = `${name} ${templates[binding.templateId]?.name ?? ''} ${sourceWords(dataSource)}`.toLocaleLowerCase()
    // The letters of a uid are chance: it is found by its beginning alone, as one who pastes it has it.
    return words.every((word) => all.includes(word) || uid.toLocaleLowerCase().startsWith(word))
  }
}

/** Its health but for a refresh under way: a list must not jump for what is over in a moment. */
export const steadyHealth = (binding: Binding, now: number): HealthKind => healthOf(binding, false, now).kind

/** @param now epoch milliseconds */
export const isOfHealth = (binding: Binding, choice: HealthChoice, now: number): boolean =>
  choice === 'attention' ? needsAttention(healthOf(binding, false, now)) : steadyHealth(binding, now) === choice

type Key = string | number | null
const time = (at: string | null): number | null => (at === null ? null : Date.parse(at))
const last = ({ status, lastRenderedAt, lastRefreshAt }: Binding): number | null =>
  time(status === 'error' ? lastRenderedAt : lastRefreshAt)

const COMPARE: Record<SortKey, { key(binding: Binding, choice: Choice): Key } | null> = {
  newest: null,
  name: { key: ({ name }) => name },
  health: { key: (binding, { now }) => HEALTH_KINDS.indexOf(steadyHealth(binding, now)) },
  template: { key: ({ templateId }, { templates }) => templates[templateId]?.name ?? null },
  source: { key: ({ dataSource }) => sourceWords(dataSource) },
  // The latest first, and the slowest first: what one looks for.
  last: { key: (binding) => negative(last(binding)) },
  next: { key: ({ nextRefreshAt }) => time(nextRefreshAt) },
  average: { key: ({ averageMs }) => negative(averageMs) },
}

const negative = (value: number | null): number | null => (value === null ? null : -value)
const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** What has no value stands last, whichever way round. */
function orderOf(a: Key, b: Key, turn: 1 | -1): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  if (typeof a === 'string' && typeof b === 'string') return turn * collator.compare(a, b)
  return turn * (Number(a) - Number(b))
}
