import type { ImportPlan } from '../../shared/portable.ts'
import { counted } from './number.ts'

type Action = ImportPlan['templates'][number]['action']

const ACTIONS: Record<Action, string> = { create: 'new', same: 'here already', copy: 'a copy' }
/** What becomes of one of the file. */
export const actionWords = (action: Action): string => ACTIONS[action]

/** How many of the file are made: those that are not here already. */
export function madeBy({ templates, bindings }: ImportPlan): { templates: number; bindings: number } {
  const isMade = ({ action }: { action: Action }) => action !== 'same'
  return { templates: templates.filter(isMade).length, bindings: bindings.filter(isMade).length }
}

/** What the import does, in a sentence or two. */
export function planWords(plan: ImportPlan): string {
  const all = [...plan.templates, ...plan.bindings]
  if (all.length === 0) return 'The file holds nothing.'
  const made = madeBy(plan)
  const copies = all.filter(({ action }) => action === 'copy').length
  const same = all.filter(({ action }) => action === 'same').length
  if (same === all.length) return 'All of it is here already: there is nothing to import.'
  const parts = [
    ...(made.templates > 0 ? [counted(made.templates, 'template')] : []),
    ...(made.bindings > 0 ? [counted(made.bindings, 'binding')] : []),
  ]
  return [
    `${parts.join(' and ')} will be made.`,
    ...(copies > 0
      ? [`${counted(copies, 'of them is a copy', 'of them are copies')}, since something else has the same id.`]
      : []),
    ...(same > 0 ? [`${counted(same, 'is', 'are')} here already.`] : []),
  ].join(' ')
}

/** The hosts that templates of the plan load from, each once, in order. */
export const hostsOf = ({ templates }: ImportPlan): string[] =>
  [...new Set(templates.filter(({ action }) => action !== 'same').flatMap(({ hosts }) => hosts))].sort()

/** What there is to think about before one says yes. */
export function cautionsOf(plan: ImportPlan): string[] {
  const hosts = hostsOf(plan)
  const scripts = plan.templates.filter(({ action, runsScripts }) => action !== 'same' && runsScripts).length
  const secrets = plan.bindings.filter(({ action, needsSecret }) => action !== 'same' && needsSecret).length
  return [
    ...(hosts.length > 0 ? [`Templates load from ${hosts.join(', ')}.`] : []),
    ...(scripts > 0
      ? [`${counted(scripts, 'template runs', 'templates run')} scripts, which may load from other hosts.`]
      : []),
    ...(secrets > 0
      ? [
          `${counted(secrets, 'binding needs', 'bindings need')} a secret again: no file holds any. Give it once they are here.`,
        ]
      : []),
  ]
}
