import { expect, it } from 'vitest'
import { jobOf, startTestRenderer } from '../../helpers/chromium.ts'
import { startRenderProcess } from '../../helpers/render-process.ts'

const never = new AbortController().signal

it.each([
  ['written', {}, false],
  ['changed', { template: 'card' }, true],
] as const)('a window is renewed once some 400 documents were %s in it', async (_how, rest, isPatched) => {
  const chromium = await startTestRenderer()
  const { process, session } = await startRenderProcess(chromium)
  try {
    let windows = 0
    session.on('Page.frameNavigated', ({ frame }) => {
      if (frame.url === 'about:blank') windows++
    })
    const draw = async (n: number) => {
      const job = { ...jobOf(`<!doctype html><p>${n}`, { width: 40, height: 30 }), ...rest }
      const drawn = await process.draw(job, never)
      await process.clean()
      return drawn
    }
    let before = 0
    let last = await draw(before)
    for (let next = last; windows === 0 && before < 1_000; next = await draw(++before)) last = next
    expect(last.isPatched).toBe(isPatched)
    // What is compared before it is trusted is drawn both ways.
    expect(before).toBeGreaterThanOrEqual(400)
    expect(before).toBeLessThan(420)
  } finally {
    await process.browser.kill()
    await chromium.stop()
  }
})
