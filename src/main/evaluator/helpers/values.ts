const NUMERIC = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i

/** The text that a helper can work on; undefined for nothing, arrays and objects. */
export function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined
}

/** A finite number, or a string that holds nothing but a decimal one. */
export function asNumber(value: unknown): number | undefined {
  const number = typeof value === 'string' && NUMERIC.test(value.trim()) ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** A whole number from `least` to `most`; undefined for all else. */
export function asInteger(value: unknown, least = -Number.MAX_SAFE_INTEGER, most = Number.MAX_SAFE_INTEGER) {
  const number = asNumber(value)
  return number !== undefined && Number.isInteger(number) && number >= least && number <= most ? number : undefined
}

export const isNothing = (value: unknown): value is undefined | null => value === undefined || value === null

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * What `{{value}}` prints: as JavaScript converts to text, but through own members alone, so that data with a member
 * named `toString` can't make it throw.
 */
export function printed(value: unknown): string {
  if (isNothing(value)) return ''
  if (Array.isArray(value)) return value.map(printed).join(',')
  return typeof value === 'object' ? '[object Object]' : String(value)
}
