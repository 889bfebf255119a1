import type { Json } from './json.ts'
import type { Template, VariableDefinition } from './template.ts'

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

/** A comment of the source that brings values of its own to show it with. */
const SAMPLE_COMMENT = /\{\{!--\s*sample:\s*(\{.*?\})\s*--\}\}/s

/**
 * Values to show a template with: those of its sample comment, else each variable's default, else something of its
 * type. Texts show their own name.
 */
export function sampleVariables({
  html,
  variableDefinitions,
}: Pick<Template, 'html' | 'variableDefinitions'>): Record<string, Json> {
  const own = commentedSamples(html)
  return Object.fromEntries(
    variableDefinitions.map((definition) => [definition.name, own[definition.name] ?? sampleOf(definition)]),
  )
}

/** What the sample comment says; nothing where there is none, or no JSON object in it. */
export function commentedSamples(html: string): Record<string, Json> {
  try {
    return Object.assign(Object.create(null), JSON.parse(SAMPLE_COMMENT.exec(html)?.[1] ?? '{}'))
  } catch {
    return {}
  }
}

function sampleOf({ name, type, defaultValue, validation = {} }: VariableDefinition): Json {
  if (defaultValue !== undefined && defaultValue !== null) return defaultValue
  if (type !== 'text') return SAMPLES[type]
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = validation
  return name.padEnd(Math.min(minLength, 1000), '·').slice(0, maxLength)
}
