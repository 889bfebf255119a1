import { formatter } from './intl.ts'

/** Numbers below this are epoch seconds, from here on milliseconds: 1e11 s is the year 5138, 1e11 ms is 1973. */
const SECONDS_BELOW = 1e11
/** The range of ECMAScript time values, in ms. */
const MAX_TIME = 8.64e15

const NUMERIC = /^[+-]?\d+(\.\d+)?$/
const ISO =
  /^(\d{4})-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?)?)?$/i

/** A wall clock's reading. Months count from 1, hours from 0 to 23; weekdays are the formatter's affair. */
export interface WallTime {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
}

/**
 * The instant that a value names, in ms since the epoch: epoch seconds or milliseconds (also as text), or ISO 8601.
 * What has no offset (a date alone too) is what the clock shows in `timeZone`. Undefined for all else.
 */
export function instantOf(value: unknown, timeZone: string): number | undefined {
  if (typeof value === 'number') return fromEpoch(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (NUMERIC.test(text)) return fromEpoch(Number(text))
  const match = ISO.exec(text)
  return match ? fromIso(match, timeZone) : undefined
}

function fromEpoch(value: number): number | undefined {
  const time = Math.abs(value) < SECONDS_BELOW ? value * 1000 : value
  return Math.abs(time) <= MAX_TIME ? Math.trunc(time) : undefined
}

function fromIso(match: RegExpExecArray, timeZone: string): number | undefined {
  const [year = 0, month = 0, day = 1, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const wall = { year, month, day, hour, minute, second }
  if (hour > 23 || minute > 59 || second > 59 || !isDay(wall)) return undefined
  const time = asUtc(wall) + Math.trunc(Number(`0.${match[7] ?? 0}`) * 1000)
  const offset = match[8] === undefined ? zoneOffset(time, timeZone) : namedOffset(match[8])
  return offset === undefined ? undefined : time - offset
}

const asUtc = ({ year, month, day, hour, minute, second }: WallTime): number => {
  const date = new Date(0)
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day)
  return date.setUTCHours(hour, minute, second)
}

function isDay({ year, month, day }: WallTime): boolean {
  const date = new Date(asUtc({ year, month, day, hour: 0, minute: 0, second: 0 }))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** `Z`, `+02`, `+0200` or `+02:00`, in ms. */
function namedOffset(text: string): number | undefined {
  if (text.toUpperCase() === 'Z') return 0
  const hours = Number(text.slice(1, 3))
  const minutes = Number(text.slice(3).replace(':', '') || 0)
  if (hours > 23 || minutes > 59) return undefined
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** How far the zone's clock is ahead of UTC when it shows `wall` (ms, read as if it were UTC). */
function zoneOffset(wall: number, timeZone: string): number | undefined {
  const ahead = (instant: number) => {
    const shown = wallTime(instant, timeZone)
    return shown && asUtc(shown) - Math.floor(instant / 1000) * 1000
  }
  const guess = ahead(wall)
  // The offset at the guess may be that of the other side of a change of clocks.
  return guess === undefined ? undefined : ahead(wall - guess)
}

/** What a clock in `timeZone` shows; undefined where there is no such zone. */
export function wallTime(instant: number, timeZone: string): WallTime | undefined {
  const parts = formatter(Intl.DateTimeFormat, 'en-US-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    era: 'narrow',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as Intl.DateTimeFormatOptions)?.formatToParts(instant)
  if (!parts) return undefined
  const text = (type: string) => parts.find((part) => part.type === type)?.value
  const read = (type: string) => Number(text(type))
  return {
    // The year before 1 is 0 (ISO 8601), which Intl calls 1 BC.
    year: text('era') === 'B' ? 1 - read('year') : read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  }
}
