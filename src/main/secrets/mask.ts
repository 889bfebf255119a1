import { Problem } from '../../shared/errors.ts'
import type { Json } from '../../shared/json.ts'

/** Hides every known secret in a text that is kept. `cutShort`: the text may end in the middle of one. */
export type Mask = (text: string, cutShort?: boolean) => string

/** What stands in the place of a secret. */
export const MASKED = '•••'
/** Where there is nothing to hide. */
export const UNMASKED: Mask = (text) => text

/** The ways in which a server is likely to echo a secret: as it is, in a URL, in a form, in JSON, in base64. */
function formsOf(secret: string): string[] {
  const percent = encodeURIComponent(secret.toWellFormed())
  const form = new URLSearchParams({ s: secret }).toString().slice(2)
  const base64 = Buffer.from(secret).toString('base64')
  const json = JSON.stringify(secret).slice(1, -1)
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
  return [
    secret,
    percent,
    percent.replace(/%../g, (hex) => hex.toLowerCase()),
    form,
    form.replace(/%../g, (hex) => hex.toLowerCase()),
    json,
    json.replaceAll('/', '\\/'),
    html,
    html.replaceAll("'", '&#39;'),
    // As the name of a host.
    secret.toLowerCase(),
    base64,
    base64.replace(/=+$/, ''),
    base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
  ]
}

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** How many of the last characters of `text` are the beginning of `form`. */
function beginningAtEnd(text: string, form: string): number {
  for (let length = Math.min(form.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(form.slice(0, length))) return length
  }
  return 0
}

/** A masking function for these secrets; empty ones are passed over, since they would be found everywhere. */
export function createMask(secrets: readonly string[]): Mask {
  if (secrets.length === 0) return UNMASKED
  const forms = [...new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf))]
  if (forms.length === 0) return UNMASKED
  // Longest first, so that a secret that contains another is hidden whole.
  forms.sort((a, b) => b.length - a.length)
  const pattern = new RegExp(forms.map((form) => literally(form)).join('|'), 'g')
  return (text, cutShort = false) => {
    const masked = text.replace(pattern, MASKED)
    const tail = cutShort ? Math.max(...forms.map((form) => beginningAtEnd(masked, form))) : 0
    return tail === 0 ? masked : masked.slice(0, -tail) + MASKED
  }
}

/** Masks what JSON text holds; text that holds no secret stays as it is, byte by byte. */
export function maskJson(text: string, mask: Mask): string {
  // Behind a \u escape a secret is seen only once it is read.
  if (!text.includes('\\u') && mask(text) === text) return text
  const before = JSON.stringify(JSON.parse(text))
  const after = JSON.stringify(maskValue(JSON.parse(text), mask))
  return after === before ? text : after
}

/** Hides secrets wherever in a value they are, the names of members included. */
export function maskValue(value: Json, mask: Mask): Json {
  if (typeof value === 'string') return mask(value)
  if (typeof value === 'number') return mask(String(value)) === String(value) ? value : mask(String(value))
  if (Array.isArray(value)) return value.map((each) => maskValue(each, mask))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [mask(name), maskValue(each, mask)]))
}

/** The same problem, which names no secret: a host that a redirect leads to may be one. */
export function maskProblem(problem: Problem, mask: Mask): Problem {
  const { slug, message, options } = problem
  const text = JSON.stringify(options.members ?? {})
  const masked = maskJson(text, mask)
  if (masked === text && mask(message) === message) return problem
  return new Problem(slug, mask(message), { ...options, members: JSON.parse(masked) })
}
