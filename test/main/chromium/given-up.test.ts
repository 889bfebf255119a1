import { afterAll, beforeAll, expect, it } from 'vitest'
import type { RenderProcess } from '../../../src/main/chromium/render-process.ts'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'
import { startServer } from '../../helpers/http-server.ts'
import { startRenderProcess } from '../../helpers/render-process.ts'

let chromium: TestRenderer
let browser: RenderProcess
beforeAll(async () => {
  chromium = await startTestRenderer()
  browser = (await startRenderProcess(chromium)).process
})
afterAll(async () => {
  await browser.browser.kill()
  await chromium.stop()
})

const never = new AbortController().signal

/** Draws a page, gives it up as soon as `isTime`, and cleans up after it as the pool does. */
async function giveUp(html: string, rest: object, isTime = async () => {}): Promise<'over' | 'going on'> {
  const stop = new AbortController()
  let state: 'over' | 'going on' = 'going on'
  const drawing = browser.draw(jobOf(html, rest), stop.signal).finally(() => {
    state = 'over'
  })
  drawing.catch(() => {})
  await isTime()
  stop.abort(new Error('No longer needed'))
  await browser.clean()
  const then = state
  await expect(drawing).rejects.toThrow('No longer needed')
  return then
}

it.each([
  // Small ones are not read from the browser's memory, in which the window of a large one is looked for.
  ...[700, 800, 900, 1000].map((width) => ({ width, height: 700 })),
  { javaScript: true },
])('what is given up is over before the next is drawn, which shows its own page alone (%o)', async (rest) => {
  expect(await giveUp('<h1>The other one</h1>', rest)).toBe('over')
  const { png } = await browser.draw(jobOf('<body style="background: lime">'), never)
  const colours = (await decodePng(png)).data.toString('hex').match(/.{8}/g)
  expect([...new Set(colours)]).toEqual(['00ff00ff'])
  await browser.clean()
})

it('what is given up does not wait for what its page still loads', async () => {
  const site = chromium.proxy
  const hanging = await startServer(() => {})
  const asked = () => expect.poll(() => site.seen).toContainEqual(expect.stringContaining(`${hanging.port}/never`))
  expect(await giveUp(`<img src="http://slow.test:${hanging.port}/never">`, {}, asked)).toBe('over')
  await hanging.stop()
})
