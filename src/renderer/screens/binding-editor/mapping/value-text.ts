import type { Json } from '../../../../shared/json.ts'
import { isContainer, sizeOf } from './json-rows.ts'

/** Longer values are cut: a line shows what it is, not all of it. */
const MOST = 200

/** A value in one short line. A picture written as a data URL says only that. */
export function valueText(value: Json): string {
  if (typeof value === 'string') return cut(/^data:[\w/+.-]+[;,]/.test(value) ? `${value.slice(0, 24)}…` : value)
  if (isContainer(value)) return containerText(value)
  return String(value)
}

function containerText(value: Json[] | { [member: string]: Json }): string {
  const size = sizeOf(value)
  if (Array.isArray(value)) return size === 1 ? '1 item' : `${size.toLocaleString()} items`
  return size === 1 ? '1 member' : `${size.toLocaleString()} members`
}

const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST)}…` : text)

export type JsonKind = 'string' | 'number' | 'boolean' | 'null' | 'array' | 'object'
export function kindOf(value: Json): JsonKind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value as JsonKind
}
