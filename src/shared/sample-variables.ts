import type { Json } from './json.ts'
import type { VariableDefinition } from './template.ts'

const GREY_SQUARE =
  'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" width="64" height="64"%3E%3Crect width="64" height="64" fill="%23ccc"/%3E%3C/svg%3E'

const SAMPLES: Record<VariableDefinition['type'], Json> = {
  text: '',
  image: GREY_SQUARE,
  color: '#888888',
  number: 42,
  boolean: true,
  array: [],
  object: {},
}

/** Values to show a template with: each variable's default, else something of its type. Texts show their own name. */
export function sampleVariables(definitions: readonly VariableDefinition[]): Record<string, Json> {
  return Object.fromEntries(definitions.map((definition) => [definition.name, sampleOf(definition)]))
}

function sampleOf({ name, type, defaultValue, validation = {} }: VariableDefinition): Json {
  if (defaultValue !== undefined && defaultValue !== null) return defaultValue
  if (type !== 'text') return SAMPLES[type]
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = validation
  return name.padEnd(Math.min(minLength, 1000), '·').slice(0, maxLength)
}
