/** Bytes that parsers of names, addresses and origins stumble over. */
const ALPHABET = 'aA0.:-_/\\@[]%?#,;=&+*~!|^`{}()<>\'" \t\u0000\u000b\u000c\u007f\u0080\u00a0\u00ad\u00ff'

/** One to three small changes to a text: a character put in, taken out, replaced or doubled. */
export function mutate(text: string, random: () => number): string {
  let changed = text
  for (let left = 1 + Math.floor(random() * 3); left > 0; left--) {
    const at = Math.floor(random() * (changed.length + 1))
    const character = ALPHABET[Math.floor(random() * ALPHABET.length)] ?? ''
    const removed = random() < 0.5 ? 1 : 0
    const put = random() < 0.25 ? (changed[at] ?? '').repeat(2) : random() < 0.2 ? '' : character
    changed = changed.slice(0, at) + put + changed.slice(at + removed)
  }
  return changed
}

/** What is left of a header's value once the optional white space around it is gone (RFC 9110, 5.5). */
export const trimmed = (value: string): string => value.replace(/^[ \t]+|[ \t]+$/g, '')

/** Bytes that no header may hold, so that the parser itself refuses the request. */
export const isUnreadable = (value: string): boolean =>
  [...value].some((c) => (c < ' ' && c !== '\t') || c === '\u007f')
