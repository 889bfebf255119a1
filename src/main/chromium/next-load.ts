import type { CDPSession } from 'puppeteer-core'

export const nextLoad = (session: CDPSession): Promise<unknown> =>
  new Promise((resolve) => session.once('Page.loadEventFired', resolve))
