import type { Json, JsonObject } from '../../shared/json.ts'
import type { Fields } from './fields.ts'

/** The members of a template that people author, and what they are where they are empty. */
export const TEMPLATE_MEMBERS = {
  name: '',
  description: '',
  engine: 'html',
  html: '',
  width: null,
  height: null,
  jsEnabled: false,
  strictVariables: false,
  outputFormat: 'image',
  category: '',
  tags: [],
} as const satisfies Record<string, Json>

/** The canonical form of the members of a template that are there. */
export function templateFields(body: JsonObject): Fields {
  const plain = Object.entries(TEMPLATE_MEMBERS).flatMap(([member, empty]) => {
    if (body[member] === undefined) return []
    const value = body[member] ?? (empty as Json)
    return [[member, member === 'name' && typeof value === 'string' ? value.trim() : value] as const]
  })
  const definitions = Array.isArray(body.variableDefinitions) ? body.variableDefinitions : []
  const declared = definitions.filter(isNamed).map((each) => [`variableDefinitions.${each.name}`, definition(each)])
  return Object.fromEntries([...plain, ...declared])
}

type Named = JsonObject & { name: string }

export const isNamed = (value: Json): value is Named =>
  value !== null && typeof value === 'object' && !Array.isArray(value) && typeof value.name === 'string'

function definition({ type, allowRawHtml, defaultValue, description, validation }: Named): JsonObject {
  const rules = Object.entries((validation ?? {}) as JsonObject).filter(([, rule]) => rule !== null && rule !== false)
  return {
    type: type ?? 'text',
    allowRawHtml: allowRawHtml ?? false,
    ...(defaultValue !== undefined && { defaultValue }),
    ...(description && { description }),
    ...(rules.length > 0 && { validation: Object.fromEntries(rules) }),
  }
}
