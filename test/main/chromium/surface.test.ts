import { readdirSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import type { CDPSession } from 'puppeteer-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frameCamera } from '../../../src/main/chromium/frame-camera.ts'
import { launchBrowser } from '../../../src/main/chromium/launch.ts'
import type { RenderJob } from '../../../src/main/chromium/renderer.ts'
import {
  createSurface,
  type Surface,
  type SurfacePixels,
  type SurfaceSize,
} from '../../../src/main/chromium/surface.ts'
import { writePage } from '../../../src/main/chromium/write-page.ts'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'

// Elsewhere no picture is read from memory, and nothing of this can be seen.
describe.runIf(process.platform === 'linux')('the picture of an opaque page', () => {
  let chromium: TestRenderer
  beforeAll(async () => {
    chromium = await startTestRenderer()
  })
  afterAll(() => chromium.stop())

  const size = { width: 900, height: 500 }
  const draw = (html: string, rest: Partial<RenderJob> = {}) =>
    chromium.renderer.render(jobOf(html, { ...size, ...rest }))
  const webp = { png: true, pdf: false, lossy: { format: 'webp' as const, quality: 80 } }
  /** Of a page that may run scripts Chromium itself packs the picture. */
  const drawByChromium = (html: string, rest: Partial<RenderJob> = {}) => draw(html, { ...rest, javaScript: true })

  const card = (n: number, css = '') => `<!doctype html><style>
    body { margin: 30px; font: 40px sans-serif; color: #fff; background: #2a1b5c; ${css} }
    b { text-shadow: 2px 3px 4px #0008; filter: blur(${n % 3}px) } </style><b>Card ${n}</b><p>${'text '.repeat(n % 9)}</p>`

  it('is packed without the browser, at every size', async () => {
    for (const [width, height] of [
      [900, 500],
      [901, 413],
      [900, 500],
      [1300, 630],
    ] as const) {
      const { lossy, png, ...drawn } = await draw(card(4), { width, height, outputs: webp })
      expect([png, lossy?.toString('latin1', 8, 12), drawn.width, drawn.height]).toEqual([null, 'WEBP', width, height])
    }
  })

  it('has the pixels of the browser’s own', async () => {
    const scale = { deviceScaleFactor: 1.5 }
    for (const [rest, last] of [
      [{}, 2],
      [scale, 2],
      [{ template: 'values' }, 7],
    ] as const) {
      for (let n = 1; n <= last; n++) {
        const own = await draw(card(n), rest)
        if (n < last - 1) continue
        const expected = await drawByChromium(card(n), rest)
        expect((await decodePng(own.png)).data.equals((await decodePng(expected.png)).data)).toBe(true)
      }
    }
  })

  it('has its own size after larger ones, where the browser takes it too', async () => {
    const sizes = [
      { width: 1400, height: 300 },
      { width: 500, height: 700, deviceScaleFactor: 1.5 },
      { width: 640, height: 360 },
    ]
    for (const each of sizes) {
      for (const html of [card(2), card(2, 'background: #f008')]) {
        const [own, expected] = [await draw(html, each), await drawByChromium(html, each)]
        expect([own.width, own.height]).toEqual([expected.width, expected.height])
        expect((await decodePng(own.png)).data.equals((await decodePng(expected.png)).data)).toBe(true)
      }
    }
  })

  it('is left to the browser where something shows through, or the page is small', async () => {
    const clear = await draw(card(3, 'background: #f008'), { outputs: webp })
    const small = await draw(card(3), { width: 300, height: 200, outputs: webp })
    expect([clear.lossy, small.lossy]).toEqual([null, null])
    expect((await decodePng(clear.png)).at(2, 2)[3]).toBeLessThan(255)
    expect((await decodePng(small.png)).width).toBe(300)
  })

  const another = (pixels: SurfacePixels | null) => {
    if (pixels) pixels.data[7] = (pixels.data[7] as number) ^ 1
    return pixels
  }
  const first: { pixels?: SurfacePixels | null } = {}
  const thatOfBefore = (pixels: SurfacePixels | null) => {
    const before = first.pixels
    first.pixels ??= pixels && { ...pixels, data: Buffer.from(pixels.data) }
    return before ? { ...before, isNew: false } : pixels
  }

  async function withCamera(work: (session: CDPSession, real: Surface) => Promise<void>): Promise<void> {
    const path = chromium.renderer.state().path as string
    const { signal } = new AbortController()
    const launch = { path, proxyPort: 9, sandbox: true, beginFrames: true, startLimitMs: 20_000, explain: true }
    const browser = await launchBrowser({ ...launch, cacheDir: tmpdir(), signal })
    const real = createSurface(browser.root, size)
    try {
      const session = await browser.open(size)
      await session.send('Page.enable')
      await work(session, real)
    } finally {
      await real.close()
      await browser.kill()
    }
  }

  it.each([
    ['something else', 1, another],
    ['what was drawn before', 2, thatOfBefore],
  ])('is never taken from a memory that shows %s', (_, pages, lie) =>
    withCamera(async (session, real) => {
      const lying: Surface = Object.create(real, { read: { value: async () => lie(await real.read()) } })
      const camera = frameCamera(session, lying)
      await camera.resize({ ...size, deviceScaleFactor: 1 })
      for (let page = 1; page <= pages; page++) {
        await writePage(session, card(page))
        expect(lying.isReadable).toBe(true)
        const pixels = await camera.takePixels()
        expect(pixels === null).toBe(page === pages)
      }
      expect(lying.isReadable).toBe(false)
    }),
  )

  it('is read after the browser has shown the page at its size', () =>
    withCamera(async (session, real) => {
      const frames: string[] = []
      const send: CDPSession['send'] = (method, ...rest) => {
        const [params] = rest as [{ screenshot?: object }?]
        if (method === 'Emulation.setVisibleSize') frames.length = 0
        if (method === 'HeadlessExperimental.beginFrame') frames.push(params?.screenshot ? 'picture' : 'frame')
        return session.send(method, ...rest)
      }
      const surface: Surface = Object.create(real, {
        makeRoom: { value: (_: unknown, page: SurfaceSize) => real.makeRoom(session, page) },
        find: { value: (_: unknown, settle: () => Promise<unknown>) => real.find(session, settle) },
      })
      const camera = frameCamera({ send } as CDPSession, surface)
      for (const width of [900, 700]) {
        await camera.resize({ ...size, width, deviceScaleFactor: 1 })
        expect(surface.isReadable).toBe(true)
        expect(frames[0]).toBe('picture')
      }
    }))

  /** The files of processes' memory that are open. */
  const memoryFiles = (): string[] =>
    readdirSync('/proc/self/fd').flatMap((file) => {
      try {
        const path = readlinkSync(`/proc/self/fd/${file}`)
        return /^\/proc\/\d+\/mem$/.test(path) ? [path] : []
      } catch {
        return []
      }
    })

  it('is read by one file, which is closed with it', () =>
    withCamera(async (session, real) => {
      const others = memoryFiles()
      const own = () => memoryFiles().filter((path) => !others.includes(path))
      await real.makeRoom(session, size)
      await Promise.all([1, 2].map(() => real.find(session, async () => {})))
      expect(own()).toHaveLength(1)
      await real.close()
      expect(own()).toEqual([])
    }))
})
