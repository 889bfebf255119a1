import { createHash } from 'node:crypto'

// What looks one way or another by what was there before: it moves from there, or remembers it.
const REMEMBERS =
  /transition|animation|@keyframes|@starting-style|position-try|anchor-name|position-anchor|anchor\(|contain-intrinsic|content-visibility|scroll-|will-change|:has\(|@container|container-type|interpolate-size/i

/** Whether what a document looks like does not depend on how it came to be. */
export const forgets = (html: string): boolean => !REMEMBERS.test(html)

/** Base64 of more characters than this is not parsed just to see whether it has changed. */
const DATA = /;base64,[A-Za-z0-9+/=]{256,}/g

/**
 * A document with its pictures and fonts replaced by names of them. To the parser these are characters like any
 * other, so that the two are parsed alike.
 */
export const withoutData = (html: string): string =>
  html.replace(DATA, (data) => `;base64,${createHash('sha1').update(data).digest('base64url')}`)

/** Texts as data has them when nobody thought of it: long, in other directions and scripts, wide, and like markup. */
const AWKWARD = [
  'Supercalifragilisticexpialidocious-Donaudampfschifffahrtsgesellschaft 1,234,567.89 fi ffl AVAW',
  'שלום &amp; مرحبا &lt;b&gt; 東京 👩‍👩‍👧 e\u0301 ﷽',
  'i',
]

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** The document with awkward values in the place of `texts`, wherever one of them can be told from all else in it. */
export function awkwardVariants(html: string, texts: readonly string[]): string[] {
  const parts = texts.map((text) => `>${escaped(text)}<`).filter((part) => html.split(part).length === 2)
  if (parts.length === 0) return []
  return AWKWARD.map((value) => parts.reduce((variant, part) => variant.replace(part, () => `>${value}<`), html))
}
