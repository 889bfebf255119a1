import type { Locale } from '../job.ts'
import { formatPattern } from './date-pattern.ts'
import { type Helpers, helper } from './helper.ts'
import { instantOf } from './instant.ts'
import { formatter } from './intl.ts'
import { asText, isNothing } from './values.ts'

const STYLES: ReadonlySet<string> = new Set(['short', 'medium', 'long', 'full'])
const PARAMETERS = ['value', 'pattern', 'timeZone', 'locale']

/** `date` and `time`: a pattern, a style of the locale, or `iso`; in the job's locale and zone unless they say. */
export function createDates(settings: Locale): Helpers {
  const format = (styleOf: 'dateStyle' | 'timeStyle', fallback: string) =>
    helper(PARAMETERS, (value, pattern, zone, own) => {
      const locale = isNothing(own) ? settings.locale : asText(own)
      const timeZone = isNothing(zone) ? settings.timeZone : asText(zone)
      const wanted = isNothing(pattern) ? fallback : asText(pattern)
      if (locale === undefined || timeZone === undefined || wanted === undefined) return ''
      const instant = instantOf(value, timeZone)
      if (instant === undefined) return ''
      if (wanted === 'iso') return new Date(instant).toISOString()
      if (!STYLES.has(wanted)) return formatPattern(instant, wanted, { locale, timeZone })
      const style = { [styleOf]: wanted, timeZone } as Intl.DateTimeFormatOptions
      return formatter(Intl.DateTimeFormat, locale, style)?.format(instant) ?? ''
    })
  return { date: format('dateStyle', 'MMM D, YYYY'), time: format('timeStyle', 'h:mm A') }
}
