import type { Json } from '../../shared/json.ts'
import type { RunDetails } from '../../shared/run.ts'
import { type Mask, maskValue } from '../secrets/mask.ts'

/** How much of one variable, and of all, is kept with a run, in characters of JSON. */
const MOST_EACH = 2_000
const MOST_IN_ALL = 8_000

/** The variables of a run as they are kept with it: secrets masked, and what is long cut. */
export function shownVariables(
  variables: Record<string, Json>,
  mask: Mask,
): Pick<RunDetails, 'variables' | 'variablesCut'> {
  const shown: Record<string, unknown> = {}
  const variablesCut: string[] = []
  let room = MOST_IN_ALL
  for (const [name, value] of Object.entries(variables)) {
    const masked = maskValue(value, mask)
    const text = JSON.stringify(masked)
    const most = Math.min(MOST_EACH, room)
    const isCut = text.length > most
    shown[name] = isCut ? cut(typeof masked === 'string' ? masked : text, most) : masked
    if (isCut) variablesCut.push(name)
    room -= Math.min(text.length, most)
  }
  return { variables: shown, variablesCut }
}

const cut = (text: string, most: number): string => `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')}…`
