import { LRUCache } from 'lru-cache'

type Formatter = Intl.NumberFormat | Intl.DateTimeFormat
type Constructor<F, O> = new (locale: string, options: O) => F

/** Making a formatter costs a hundred times what using it does, and loops use the same few. */
const cache = new LRUCache<string, { formatter: Formatter | null }>({ max: 200 })

/** The formatter for a locale and options; null where `Intl` knows no such locale, currency or time zone. */
export function formatter<F extends Formatter, O>(kind: Constructor<F, O>, locale: unknown, options: O): F | null {
  if (typeof locale !== 'string') return null
  const key = JSON.stringify([kind.name, locale, options])
  const known = cache.get(key)
  if (known) return known.formatter as F | null
  const fresh = make(kind, locale, options)
  cache.set(key, { formatter: fresh })
  return fresh
}

function make<F extends Formatter, O>(kind: Constructor<F, O>, locale: string, options: O): F | null {
  try {
    return new kind(locale, options)
  } catch {
    return null
  }
}
