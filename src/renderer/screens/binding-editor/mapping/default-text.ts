import type { Json } from '../../../../shared/json.ts'
import type { VariableDefinition } from '../../../../shared/template.ts'
import { parseJson } from '../source/source-draft.ts'

/** A default as it is written: text as it is, everything else as JSON. */
export const defaultText = (value: Json | undefined): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** The default that a text means for a variable of that type; undefined for none. What is no JSON is text. */
export function defaultOf(text: string, type: VariableDefinition['type']): Json | undefined {
  if (text === '') return undefined
  if (type === 'text' || type === 'image' || type === 'color') return text
  return parseJson(text) ?? text
}
