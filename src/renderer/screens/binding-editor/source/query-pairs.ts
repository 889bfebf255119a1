/** The query of a URL as a table. The URL's own text stays the truth: what is not edited stays as it is written. */

export interface QueryPair {
  name: string
  value: string
}

function split(url: string): { before: string; query: string[]; after: string } {
  const hashAt = url.indexOf('#')
  const whole = hashAt < 0 ? url : url.slice(0, hashAt)
  const after = hashAt < 0 ? '' : url.slice(hashAt)
  const at = whole.indexOf('?')
  if (at < 0) return { before: whole, query: [], after }
  const text = whole.slice(at + 1)
  return { before: whole.slice(0, at), query: text === '' ? [] : text.split('&'), after }
}

function join(before: string, query: readonly string[], after: string): string {
  return `${before}${query.length > 0 ? `?${query.join('&')}` : ''}${after}`
}

export const readQuery = (url: string): QueryPair[] => split(url).query.map(toPair)

function toPair(text: string): QueryPair {
  const at = text.indexOf('=')
  return at < 0
    ? { name: decode(text), value: '' }
    : { name: decode(text.slice(0, at)), value: decode(text.slice(at + 1)) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

const encode = ({ name, value }: QueryPair): string => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`

/** The URL with one pair written anew; an index past the end adds one. */
export function setQueryPair(url: string, index: number, pair: QueryPair): string {
  const { before, query, after } = split(url)
  const next = [...query]
  next[Math.min(index, query.length)] = encode(pair)
  return join(before, next, after)
}

export function removeQueryPair(url: string, index: number): string {
  const { before, query, after } = split(url)
  return join(
    before,
    query.filter((_, at) => at !== index),
    after,
  )
}
