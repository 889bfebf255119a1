import type { Locale } from '../job.ts'
import { type WallTime, wallTime } from './instant.ts'
import { formatter } from './intl.ts'

/** The tokens, longest first; text in square brackets stands for itself. */
const TOKEN = /\[([^\]]*)\]|YYYY|YY|MMMM|MMM|MM|M|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|A|a/g

const two = (value: number) => String(value).padStart(2, '0')
const half = (hour: number) => hour % 12 || 12

const NUMBERS: Record<string, (wall: WallTime) => string> = {
  YYYY: ({ year }) => (year < 0 ? '-' : '') + String(Math.abs(year)).padStart(4, '0'),
  YY: ({ year }) => two(Math.abs(year) % 100),
  MM: ({ month }) => two(month),
  M: ({ month }) => String(month),
  DD: ({ day }) => two(day),
  D: ({ day }) => String(day),
  HH: ({ hour }) => two(hour),
  H: ({ hour }) => String(hour),
  hh: ({ hour }) => two(half(hour)),
  h: ({ hour }) => String(half(hour)),
  mm: ({ minute }) => two(minute),
  m: ({ minute }) => String(minute),
  ss: ({ second }) => two(second),
  s: ({ second }) => String(second),
  A: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  a: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
}

const NAMES: Record<string, Intl.DateTimeFormatOptions> = {
  MMMM: { month: 'long' },
  MMM: { month: 'short' },
  dddd: { weekday: 'long' },
  ddd: { weekday: 'short' },
}

/** An instant by a pattern; names of months and days in the locale. '' where there is no such locale or zone. */
export function formatPattern(instant: number, pattern: string, { locale, timeZone }: Locale): string {
  const wall = wallTime(instant, timeZone)
  if (!wall || !formatter(Intl.DateTimeFormat, locale, { timeZone })) return ''
  return pattern.replace(TOKEN, (token, literal?: string) => {
    if (literal !== undefined) return literal
    const names = NAMES[token]
    if (!names) return NUMBERS[token]?.(wall) ?? token
    // The numbers are of this calendar, whatever calendar the locale counts its months by.
    return formatter(Intl.DateTimeFormat, locale, { ...names, timeZone, calendar: 'gregory' })?.format(instant) ?? ''
  })
}
