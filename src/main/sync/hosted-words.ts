import type { Json, JsonObject } from '../../shared/json.ts'
import type { Mask } from '../secrets/mask.ts'

/** Longest text of the other side's that is shown, in characters. */
const MAX_WORDS = 300
/** How much of it is masked before it is cut to that, so that no secret is cut in two. */
const MASK_WINDOW = 20_000

/** What the API itself says of a failure, fit to be shown: one line, bounded, without the secrets that were sent. */
export function wordsOf(json: JsonObject | null, mask: Mask): string {
  const said = json === null ? '' : [headline(json), ...fieldFaults(json)].filter((text) => text !== '').join(' · ')
  const window = said.slice(0, MASK_WINDOW)
  const line = mask(window, window.length < said.length)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, ' ')
    .trim()
  return line.length > MAX_WORDS ? `${line.slice(0, MAX_WORDS - 1).toWellFormed()}…` : line
}

function headline(json: JsonObject): string {
  const error = json.error ?? null
  const nested = isObject(error) ? [error.message, error.code] : [error]
  return [json.detail, ...nested, json.message, json.title].find(isText) ?? ''
}

/** `errors: [{field, message}]`; the first few, since a headline often says no more than that there are some. */
function fieldFaults({ errors }: JsonObject): string[] {
  if (!Array.isArray(errors)) return []
  return errors
    .filter(isObject)
    .slice(0, 3)
    .map(({ field, message }) => [field, message].filter(isText).join(': '))
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''
const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
