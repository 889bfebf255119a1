import type { IconProps } from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { Binding } from '../../shared/binding.ts'
import type { Template } from '../../shared/template.ts'
import { wordsFinder } from '../words/find.ts'

type LineIcon = ComponentType<IconProps>

/** A line of the palette. */
export interface PaletteLine {
  id: string
  label: string
  icon?: LineIcon
  /** What it belongs to. */
  about?: string
  /** Further words that find it. */
  words?: string
  run(): void
}

export interface PaletteGroup {
  title: string
  lines: PaletteLine[]
}

/** What can be done with a binding. */
export interface BindingVerb {
  id: string
  /** What it reads as before the name: "Pause". */
  label: string
  icon: LineIcon
  isFor(binding: Binding): boolean
  run(binding: Binding): void
}

/** Lines of a group; a longer word finds the rest. */
const MOST = 8
/** With so few bindings left, what can be done with them is shown too. */
const FEW = 3

/** @param query what was typed; the lines of a group hold every word of it */
export function findLines(lines: readonly PaletteLine[], query: string): PaletteLine[] {
  const isFound = wordsFinder(query)
  return firstOf(lines, ({ label, about = '', words = '' }) => isFound(`${label} ${about} ${words}`))
}

/** Bindings by their names, and what can be done with them where it was named or few are left. */
export function findBindingLines(
  bindings: readonly Binding[],
  verbs: readonly BindingVerb[],
  query: string,
  open: (binding: Binding) => void,
): { bindings: PaletteLine[]; actions: PaletteLine[] } {
  const isFound = wordsFinder(query)
  const named = firstOf(bindings, ({ name }) => isFound(name))
  const opening = named.map((binding) => ({ id: binding.uid, label: binding.name, run: () => open(binding) }))
  const few = named.length <= FEW ? named : []
  const asked =
    named.length > 0 ? [] : firstOf(bindings, ({ name }) => verbs.some(({ label }) => isFound(`${label} ${name}`)))
  const actions = [...few, ...asked].flatMap((binding) =>
    verbs
      .filter((verb) => verb.isFor(binding) && isFound(`${verb.label} ${binding.name}`))
      .map((verb) => ({
        id: `${verb.id} ${binding.uid}`,
        label: `${verb.label} ${binding.name}`,
        icon: verb.icon,
        run: () => verb.run(binding),
      })),
  )
  return { bindings: opening, actions: actions.slice(0, 2 * MOST) }
}

export function findTemplateLines(
  templates: readonly Template[],
  query: string,
  open: (uid: string) => void,
): PaletteLine[] {
  const isFound = wordsFinder(query)
  return firstOf(templates, ({ name }) => isFound(name)).map(({ uid, name }) => ({
    id: uid,
    label: name,
    run: () => open(uid),
  }))
}

/** No more are looked at than are shown. */
function firstOf<T>(all: readonly T[], isFound: (each: T) => boolean): T[] {
  const found: T[] = []
  for (const each of all) {
    if (found.length === MOST) break
    if (isFound(each)) found.push(each)
  }
  return found
}
