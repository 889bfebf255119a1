import type { CDPSession } from 'puppeteer-core'
import { expect, test } from 'vitest'
import { frameCamera } from '../../../src/main/chromium/frame-camera.ts'

/** A page whose frames bring a picture once so many milliseconds have gone by. */
function lateBy(ms: number): CDPSession {
  const start = performance.now()
  const send = async () => (performance.now() - start < ms ? {} : { screenshotData: btoa('a picture') })
  return { send } as unknown as CDPSession
}

test('a page that comes to draw only after many frames, as on a busy machine, gives its picture', async () => {
  expect(String(await frameCamera(lateBy(300), null).takePng())).toBe('a picture')
})

test('one that never does is given up', async () => {
  const { takePng } = frameCamera(lateBy(Number.POSITIVE_INFINITY), null)
  await expect(takePng()).rejects.toThrow('The browser gave no picture')
})
