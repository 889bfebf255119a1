import { EventEmitter } from 'node:events'
import type { CDPSession } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { goBlank } from '../../../src/main/chromium/page.ts'

/** A session whose events come when the test says so: what is told here depends on their order alone. */
function sessionOf(loaderId: string) {
  const events = new EventEmitter()
  const send = async () => ({ loaderId })
  const session = Object.assign(events, { send }) as unknown as CDPSession
  const navigated = (frame: object) => events.emit('Page.frameNavigated', { frame })
  return { session, events, navigated, load: () => events.emit('Page.loadEventFired') }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

test('the load event of the document before is not that of the blank one', async () => {
  const { session, events, navigated, load } = sessionOf('blank')
  let isBlank = false
  const done = goBlank(session).then(() => {
    isBlank = true
  })
  load()
  await settled()
  navigated({ loaderId: 'of a frame', parentId: 'main' })
  load()
  await settled()
  expect(isBlank).toBe(false)
  navigated({ loaderId: 'blank' })
  await settled()
  expect(isBlank).toBe(false)
  load()
  await done
  expect(events.eventNames()).toEqual([])
})

test('a load event that comes before the answer counts', async () => {
  const { session, navigated, load } = sessionOf('blank')
  const done = goBlank(session)
  navigated({ loaderId: 'blank' })
  load()
  await done
})
