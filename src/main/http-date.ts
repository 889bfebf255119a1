const DAY = '(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?'
const MONTH = '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)'
const TIME = String.raw`\d\d:\d\d:\d\d`

/** `Sun, 06 Nov 1994 08:49:37 GMT`, or `Sunday, 06-Nov-94 08:49:37 GMT`. */
const WITH_ZONE = new RegExp(
  String.raw`^${DAY}, \d\d?[ -]${MONTH}[ -](?:\d\d|\d{4}) ${TIME} (?:GMT|UTC|[+-]\d{4})$`,
  'i',
)
/** `Sun Nov  6 08:49:37 1994`, which is GMT too. */
const ASCTIME = new RegExp(String.raw`^${DAY} ${MONTH} [ \d]\d ${TIME} \d{4}$`, 'i')

/**
 * An HTTP-date (RFC 9110, 5.6.7) in milliseconds, also one with a day of one digit or another zone, as some servers send;
 * NaN for all else, of which Date.parse alone takes much for a time.
 */
export function parseHttpDate(text: string): number {
  const date = text.trim()
  if (ASCTIME.test(date)) return Date.parse(`${date} GMT`)
  return WITH_ZONE.test(date) ? Date.parse(date) : Number.NaN
}
