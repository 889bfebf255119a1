import { z } from 'zod'

/** Any value that RFC 8259 JSON can hold. */
export type Json = null | boolean | number | string | Json[] | { [member: string]: Json }
export type JsonObject = { [member: string]: Json }

/** Any JSON value that is there. What comes in was parsed from JSON text, so only its absence need be told. */
export const jsonValue = z
  .custom<Json>((value) => value !== undefined, { message: 'Required', params: { code: 'required' } })
  .meta({ description: 'Any JSON value' })

/**
 * How deep arrays and objects may nest in anything that comes in from outside. Deeper input is refused before it is
 * walked, because every recursive walk (JSON.stringify among them) would overflow the stack on it.
 */
export const MAX_JSON_DEPTH = 256

/** Whether `text` nests deeper than `limit`; reads the text once, without parsing it. */
export function nestsDeeperThan(text: string, limit = MAX_JSON_DEPTH): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c /* \ */) i++
      else if (c === 0x22 /* " */) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x5b /* [ */ || c === 0x7b /* { */) {
      if (++depth > limit) return true
    } else if (c === 0x5d /* ] */ || c === 0x7d /* } */) depth--
  }
  return false
}

/** JSON text with members in code-unit order, so that equal values have equal text (the order of RFC 8785). */
export const canonicalJson = (value: unknown): string => JSON.stringify(inOrder(value))

function inOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(inOrder)
  const members = value as Record<string, unknown>
  const names = Object.keys(members).sort()
  if (names.includes('__proto__')) return Object.fromEntries(names.map((name) => [name, inOrder(members[name])]))
  const sorted: Record<string, unknown> = {}
  for (const name of names) sorted[name] = inOrder(members[name])
  return sorted
}
