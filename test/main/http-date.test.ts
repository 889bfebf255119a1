import { expect, test } from 'vitest'
import { parseHttpDate } from '../../src/main/http-date.ts'

const TIME = Date.UTC(1994, 10, 6, 8, 49, 37)

test.each([
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Sunday, 06-Nov-94 08:49:37 GMT',
  'Sun Nov  6 08:49:37 1994',
  ' sun, 06 nov 1994 08:49:37 gmt ',
  'Sun, 06 Nov 1994 09:49:37 +0100',
])('%s is a time, wherever this machine stands', (text) => {
  const zone = process.env.TZ
  try {
    process.env.TZ = 'America/New_York'
    expect(parseHttpDate(text)).toBe(TIME)
  } finally {
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  }
})

test.each(['', '0', '2030', 'year 2030', 'Sunday', 'Sun 2030', 'Sun, 06 Nov 1994', '1994-11-06T08:49:37Z', 'x 5'])(
  '%j is none',
  (text) => {
    expect(parseHttpDate(text)).toBeNaN()
  },
)
