import { expect, onTestFinished, test } from 'vitest'
import { jobOf, startTestRenderer } from '../../helpers/chromium.ts'
import { startRenderProcess } from '../../helpers/render-process.ts'

const card = (n: number) => jobOf(`<!doctype html><p style="width:${90 + n}px">No ${n}</p>`, { template: 'card' })

/** A browser whose next picture as PNG can be had to show something else. */
async function startTampered() {
  const renderer = await startTestRenderer()
  onTestFinished(() => renderer.stop())
  const { process, session } = await startRenderProcess(renderer)
  onTestFinished(() => process.browser.kill())
  const { send } = session
  const tamper = { isDue: false }
  session.send = (async (...asked: Parameters<typeof send>) => {
    const answer = (await send.apply(session, asked)) as { screenshotData?: string }
    if (answer?.screenshotData === undefined || !tamper.isDue) return answer
    tamper.isDue = false
    return { ...answer, screenshotData: Buffer.from('another picture').toString('base64') }
  }) as typeof send
  async function draw(n: number): Promise<boolean> {
    const { isPatched } = await process.draw(card(n), new AbortController().signal)
    await process.clean()
    return isPatched
  }
  return { draw, tamper }
}

test.each([
  ['once gave another picture is never drawn by its values', true],
  ['always gave the same is', false],
])('a template whose changed document %s', async (_, isOther) => {
  const { draw, tamper } = await startTampered()
  await draw(0)
  tamper.isDue = isOther
  const ways = []
  for (let n = 1; n < 10; n++) ways.push(await draw(n))
  expect(tamper.isDue).toBe(false)
  expect(ways.includes(true)).toBe(!isOther)
})
