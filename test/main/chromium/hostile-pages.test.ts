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

/** Written once: together they are 90 MB. */
let pages: Map<string, HostilePage>
const endsOf = new Map(hostilePages(() => '').map(({ name, ends }) => [name, ends]))
const namesOf = (isDrawn: boolean) => [...endsOf.keys()].filter((name) => (endsOf.get(name) === 'drawn') === isDrawn)

let site: TestServer
beforeAll(async () => {
  site = await openHostileSite()
  const all = hostilePages((path) => `http://evil.test:${site.port}${path}`)
  pages = new Map(all.map((page) => [page.name, page]))
})
afterAll(() => {
  pages.clear()
  return site.stop()
})

/** Draws the page and then an ordinary one; the answer is what came of the first. */
async function survive({ renderer }: TestRenderer, name: string): Promise<unknown> {
  const { html = '', javaScript = false } = pages.get(name) ?? {}
  const end = await renderer.render(jobOf(html, { javaScript })).catch((error: unknown) => error)
  // On a busy machine an ordinary page may take its time, too.
  const next = () => renderer.render(jobOf('<!doctype html><body style="margin:0;background:lime">'))
  const { png } = await vi.waitFor(next, { timeout: LIMIT_MS / 2 })
  expect((await decodePng(png)).at(100, 50)).toEqual(LIME)
  return end
}

describe.each([
  ['that may or may not be drawn', 1_500, namesOf(false)],
  ['that harms nobody', 20_000, namesOf(true)],
])('a hostile page %s', (_what, timeLimitMs, names) => {
  let chromium: TestRenderer
  beforeAll(async () => {
    chromium = await startTestRenderer({ size: SIZE, timeLimitMs, memoryLimit: MEMORY, resourceWaitMs: 500 })
  })
  afterAll(async () => {
    await chromium.stop()
    // A browser whose start is called off is killed, and not waited for.
    await vi.waitFor(() => expect(descendantsOf(process.pid)).toEqual([]), LIMIT_MS)
  })

  it.concurrent.each(names)('ends in its time, and the next is drawn: %s', { timeout: LIMIT_MS }, async (name) => {
    const end = await survive(chromium, name)
    const wanted = endsOf.get(name)
    if (end instanceof Error) {
      expect(end).toBeInstanceOf(Problem)
      expect(end).toMatchObject({ slug: 'render-failed', options: { stage: 'render' } })
    } else expect(end).toMatchObject({ width: 200, height: 100 })
    if (wanted) expect(end instanceof Error ? 'refused' : 'drawn').toBe(wanted)
  })
})
