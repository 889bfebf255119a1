import { MAX_PADDED_LENGTH } from '../limits.ts'
import type { Budget } from '../template/budget.ts'
import { type Helpers, helper } from './helper.ts'
import { asInteger, asText } from './values.ts'

const WORD = /[\p{L}\p{N}][\p{L}\p{N}\p{M}'’]*/gu

/** Helpers on text; numbers and booleans count as the text that they print as. */
export function createText(budget: Budget): Helpers {
  const onText = (run: (text: string) => string) => helper(['text'], (value) => run(asText(value) ?? ''))
  return {
    lowercase: onText((text) => text.toLowerCase()),
    uppercase: onText((text) => text.toUpperCase()),
    capitalize: onText(capitalize),
    titleCase: onText((text) => text.replace(WORD, (word) => capitalize(word.toLowerCase()))),
    trim: onText((text) => text.trim()),
    truncate: helper(['text', 'length', 'suffix'], truncate),
    padStart: helper(['text', 'length', 'fill'], (text, length, fill) => pad(text, length, fill, 'padStart')),
    padEnd: helper(['text', 'length', 'fill'], (text, length, fill) => pad(text, length, fill, 'padEnd')),
    replace: helper(['text', 'from', 'to'], (text, from, to) => replace(text, from, to, budget)),
  }
}

function capitalize(text: string): string {
  const first = text.codePointAt(0)
  if (first === undefined) return ''
  const letter = String.fromCodePoint(first)
  return letter.toUpperCase() + text.slice(letter.length)
}

function truncate(value: unknown, length: unknown, suffix: unknown): string {
  const text = asText(value)
  const most = asInteger(length, 0)
  if (text === undefined || most === undefined) return ''
  if (text.length <= most) return text
  const end = asText(suffix) ?? '...'
  // A suffix that leaves no room for the text is left out.
  return end.length < most ? cut(text, most - end.length) + end : cut(text, most)
}

/** The first `length` UTF-16 units, one less where that would split a character. */
function cut(text: string, length: number): string {
  const kept = text.slice(0, length)
  return /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept
}

function pad(value: unknown, length: unknown, fill: unknown, side: 'padStart' | 'padEnd'): string {
  const text = asText(value)
  const wanted = asInteger(length, 0)
  if (text === undefined || wanted === undefined) return ''
  return text[side](Math.min(wanted, MAX_PADDED_LENGTH), asText(fill) ?? ' ')
}

function replace(value: unknown, from: unknown, to: unknown, budget: Budget): string {
  const [text, sought, put] = [asText(value), asText(from), asText(to) ?? '']
  if (text === undefined) return ''
  if (!sought) return text
  budget.checkLength(text.length + count(text, sought) * (put.length - sought.length))
  // As a function, so that "$&" and its like in the data stay what they are.
  return text.replaceAll(sought, () => put)
}

function count(text: string, part: string): number {
  let found = 0
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) found++
  return found
}
