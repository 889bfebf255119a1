import type { Json } from '../../../shared/json.ts'
import { sampleVariables } from '../../../shared/sample-variables.ts'
import type { Template, VariableDefinition } from '../../../shared/template.ts'

type VariableType = VariableDefinition['type']

/** What was typed can't be a value of the type; the message says what is expected. */
class NoValue extends Error {
  override readonly name = 'NoValue'
}

/** The value that a text stands for. @throws {NoValue} */
export function valueOfText(type: VariableType, text: string): Json {
  switch (type) {
    case 'number':
      if (text.trim() === '' || !Number.isFinite(Number(text))) throw new NoValue('A number, such as 12.5')
      return Number(text)
    case 'boolean':
      return text === 'true'
    case 'array':
    case 'object':
      return readJson(type, text)
    default:
      return text
  }
}

function readJson(type: 'array' | 'object', text: string): Json {
  let value: Json = null
  try {
    value = JSON.parse(text)
  } catch {
    throw new NoValue(type === 'array' ? 'A list as JSON, such as ["a", "b"]' : 'An object as JSON, such as {"a": 1}')
  }
  const isRight =
    type === 'array' ? Array.isArray(value) : typeof value === 'object' && !Array.isArray(value) && value !== null
  if (!isRight) throw new NoValue(type === 'array' ? 'A list, in [ ]' : 'An object, in { }')
  return value
}

/** A value as it is typed. */
export const textOfValue = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/** Why a text is no value of the type; null where it is one, or is empty. */
export function textFault(type: VariableType, text: string): string | null {
  if (text === '') return null
  try {
    valueOfText(type, text)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

/** The values that a preview is drawn with: what was typed, else what the template is shown with. */
export function previewValues(
  template: Pick<Template, 'html' | 'variableDefinitions'>,
  texts: Readonly<Record<string, string>>,
) {
  const values: Record<string, Json> = sampleVariables(template)
  for (const { name, type } of template.variableDefinitions) {
    const text = texts[name] ?? ''
    if (text !== '' && textFault(type, text) === null) values[name] = valueOfText(type, text)
  }
  return values
}
