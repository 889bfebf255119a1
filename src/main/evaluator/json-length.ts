import type { Json } from '../../shared/json.ts'

/** Characters beside the members themselves: quotes, brackets, comma. */
const PUNCTUATION = 4

/**
 * About how long `value` is as JSON text; stops counting past `limit`. With `indent`, as many spaces per level are
 * counted before every member. Shared subtrees count each time, as they do in the text.
 */
export function jsonLength(value: Json | undefined, limit: number, indent = 0, depth = 1): number {
  if (typeof value === 'string') return value.length + PUNCTUATION
  if (value === null || typeof value !== 'object') return PUNCTUATION
  let length = PUNCTUATION
  const margin = indent * depth
  if (Array.isArray(value)) {
    for (const member of value) {
      length += margin + jsonLength(member, limit - length, indent, depth + 1)
      if (length > limit) return length
    }
    return length
  }
  for (const name in value) {
    length += margin + name.length + PUNCTUATION + jsonLength(value[name], limit - length, indent, depth + 1)
    if (length > limit) return length
  }
  return length
}
