import { describe, expect, it } from 'vitest'
import { shownUrl } from '../../../src/main/chromium/request-log.ts'

describe('a URL that is shown', () => {
  it.each([
    ['https://user:pass@a.test/x?key=hidden&b=hidden#hidden', 'https://a.test/x?key=…&b=…'],
    ['http://a.test:8080/x', 'http://a.test:8080/x'],
    ['wss://a.test/s?token=hidden', 'wss://a.test/s?token=…'],
    ['file:///etc/passwd', 'file:///etc/passwd'],
    ['not a url', 'not a url'],
  ])('%s → %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown)
  })

  it('is never long', () => {
    expect(shownUrl(`https://a.test/${'x'.repeat(9000)}`).length).toBeLessThanOrEqual(300)
    expect(shownUrl(`data:text/plain,${'x'.repeat(9000)}`).length).toBeLessThan(70)
  })
})
