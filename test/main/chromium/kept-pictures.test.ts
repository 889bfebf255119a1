import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import type { Renderer } from '../../../src/main/chromium/renderer.ts'
import { jobOf, startTestRenderer } from '../../helpers/chromium.ts'
import { until } from '../../helpers/clock.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** Of a page that the farm packs itself, one that the browser packs, and one that runs scripts. */
const KINDS = [
  { width: 500, height: 300 },
  { width: 200, height: 100 },
  { width: 200, height: 100, javaScript: true },
]

async function drawOne(renderer: Renderer, number: number): Promise<WeakRef<Buffer>> {
  const html = `<!doctype html><body style="background:#eee">Card ${number}`
  const { png } = await renderer.render(jobOf(html, KINDS[number % KINDS.length]))
  return new WeakRef(png as Buffer)
}

test('a picture is let go of by the browser that drew it, which goes on', async () => {
  const { renderer, stop } = await startTestRenderer()
  const pictures: WeakRef<Buffer>[] = []
  for (let number = 0; number < 9; number++) pictures.push(await drawOne(renderer, number))
  const { processes } = renderer.state()
  await until(() => {
    collectGarbage()
    return pictures.every((picture) => picture.deref() === undefined)
  })
  expect(processes).toBe(1)
  await stop()
})
