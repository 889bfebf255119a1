import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Problem } from '../../../src/shared/errors.ts'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'
import { type HostilePage, hostilePages, openHostileSite } from '../../helpers/hostile-pages.ts'
import type { TestServer } from '../../helpers/http-server.ts'
import { descendantsOf } from '../../helpers/program.ts'

const SIZE = 3
const LIMIT_MS = 120_000
const LIME = [0, 255, 0, 255]
const MEMORY = 700 * 1024 ** 2

let site: TestServer
beforeAll(async () => {
  site = await openHostileSite()
})
afterAll(() => site.stop())
const names = (ends: (page: HostilePage) => boolean) =>
  hostilePages(() => '')
    .filter(ends)
    .map(({ name }) => [name] as const)

/** Draws the page and then an ordinary one; the answer is what came of the first. */
async function survive({ renderer }: TestRenderer, name: string): Promise<unknown> {
  const page = hostilePages((path) => `http://evil.test:${site.port}${path}`).find((each) => each.name === name)
  const { html = '', javaScript = false } = page ?? {}
  const end = await renderer.render(jobOf(html, { javaScript })).catch((error: unknown) => error)
  // On a busy machine an ordinary page may take its time, too.
  const next = () => renderer.render(jobOf('<!doctype html><body style="margin:0;background:lime">'))
  const { png } = await vi.waitFor(next, { timeout: LIMIT_MS / 2 })
  expect((await decodePng(png)).at(100, 50)).toEqual(LIME)
  return end
}

describe.each([
  ['that may or may not be drawn', 1_500, (page: HostilePage) => page.ends !== 'drawn'],
  ['that harms nobody', 20_000, (page: HostilePage) => page.ends === 'drawn'],
])('a hostile page %s', (_what, timeLimitMs, belongs) => {
  let chromium: TestRenderer
  beforeAll(async () => {
    chromium = await startTestRenderer({ size: SIZE, timeLimitMs, memoryLimit: MEMORY, resourceWaitMs: 500 })
  })
  afterAll(async () => {
    await chromium.stop()
    expect(descendantsOf(process.pid)).toEqual([])
  })

  it.concurrent.each(names(belongs))(
    'ends in its time, and the next is drawn: %s',
    { timeout: LIMIT_MS },
    async (name) => {
      const end = await survive(chromium, name)
      const wanted = hostilePages(() => '').find((page) => page.name === name)?.ends
      if (end instanceof Error) {
        expect(end).toBeInstanceOf(Problem)
        expect(end).toMatchObject({ slug: 'render-failed', options: { stage: 'render' } })
      } else expect(end).toMatchObject({ width: 200, height: 100 })
      if (wanted) expect(end instanceof Error ? 'refused' : 'drawn').toBe(wanted)
    },
  )
})
