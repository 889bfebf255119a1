import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright'
import puppeteer from 'puppeteer-core'
import { browserFlags } from '../../src/main/chromium/flags.ts'
import { fontConfig } from '../../src/main/chromium/fonts.ts'
import type { Rendered } from '../../src/main/chromium/renderer.ts'
import { encodePicture } from '../../src/main/pictures/encode.ts'
import { jobOf, startTestRenderer } from '../helpers/chromium.ts'
import { type Card, HEIGHT, WIDTH } from './cards.ts'

export type PictureFormat = 'png' | 'jpeg' | 'webp'
export const QUALITY = 80

/** One way of drawing cards, with browsers of its own. */
export interface Painter {
  name: string
  /** Whether it can draw a card at all, and only nearly as a browser does; default: all of them, to the pixel. */
  canDraw?(card: Card): boolean
  /** Pictures of a card after which it is at its best; default two of each page. */
  warmUp?: number
  /** Draws the nth document of a card. */
  draw(card: Card, n: number, format: PictureFormat): Promise<Buffer>
  stop(): Promise<void>
}

/** By then the farm has compared what it has to before it draws a template by its values. */
const FARM_WARM_UP = 24

const size = { width: WIDTH, height: HEIGHT }

/** The farm's own renderer and encoder. @param isKnown whether it is told that a card's documents are of one template */
export async function startBindery(name: string, abreast: number, isKnown: boolean): Promise<Painter> {
  const { renderer, stop } = await startTestRenderer({ size: abreast })
  return {
    name,
    warmUp: FARM_WARM_UP,
    async draw(card, n, format) {
      const outputs = { png: true, pdf: false, ...(format !== 'png' && { lossy: { format, quality: QUALITY } }) }
      const job = { ...jobOf(card.html(n), size), outputs, ...(isKnown && { template: card.name }) }
      const { png, lossy }: Rendered = await renderer.render(job)
      return lossy ?? encodePicture(png as Buffer, format, QUALITY)
    },
    stop,
  }
}

/** The executable that the farm would draw with. */
export async function findExecutable(): Promise<string> {
  const { renderer, stop } = await startTestRenderer()
  const { path } = renderer.state()
  await stop()
  if (path === null) throw new Error('There is no Chromium: npm run bindery -- chromium install')
  return path
}

/** The farm's own flags, fonts and all, so that a peer draws the same picture. */
async function likeTheFarm(): Promise<{ folder: string; args: string[]; env: NodeJS.ProcessEnv }> {
  const folder = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  const sandbox = process.getuid?.() !== 0
  const place = { profile: join(folder, 'profile'), proxyPort: 9 }
  const args = browserFlags({ ...place, sandbox, beginFrames: false, smallSharedMemory: false })
  const fonts = join(folder, 'fonts.conf')
  await writeFile(fonts, fontConfig(join(folder, 'fontconfig')))
  return { folder, args, env: { ...process.env, FONTCONFIG_FILE: fonts } }
}

/** What of puppeteer's and Playwright's pages is used here. */
interface PeerPage {
  setContent(html: string, options: { waitUntil: 'load' }): Promise<void>
  take(format: PictureFormat): Promise<Uint8Array>
}

/** Pages that are made when they are needed and used again and again. */
function reusing(open: () => Promise<PeerPage>): Painter['draw'] {
  const free: PeerPage[] = []
  return async (card, n, format) => {
    const page = free.pop() ?? (await open())
    await page.setContent(card.html(n), { waitUntil: 'load' })
    const picture = Buffer.from(await page.take(format))
    free.push(page)
    return picture
  }
}

/** puppeteer as fast as it goes: pages kept, one to a browser, packed for speed. */
export async function startPuppeteer(executablePath: string): Promise<Painter> {
  const ends: (() => Promise<void>)[] = []
  const open = async (): Promise<PeerPage> => {
    const { folder, args, env } = await likeTheFarm()
    const launch = { executablePath, ignoreDefaultArgs: true, args, env, pipe: true, defaultViewport: null }
    const browser = await puppeteer.launch(launch)
    ends.push(async () => {
      await browser.close()
      await rm(folder, { recursive: true, force: true })
    })
    const page = await browser.newPage()
    await page.setViewport(size)
    return {
      setContent: (html, options) => page.setContent(html, options),
      take: (type) => {
        const lossy = type === 'png' ? { omitBackground: true } : { quality: QUALITY }
        return page.screenshot({ type, optimizeForSpeed: true, ...lossy })
      },
    }
  }
  return {
    name: 'puppeteer, best',
    draw: reusing(open),
    stop: async () => void (await Promise.all(ends.map((f) => f()))),
  }
}

/** Playwright, its pages kept too; it has no WebP. */
export async function startPlaywright(executablePath: string): Promise<Painter> {
  const { folder, args, env } = await likeTheFarm()
  const own = args.filter((flag) => !flag.startsWith('--user-data-dir') && flag !== 'about:blank')
  const variables = env as Record<string, string>
  const browser = await chromium.launch({ executablePath, args: own, env: variables })
  const open = async (): Promise<PeerPage> => {
    const page = await browser.newPage({ viewport: size })
    return {
      setContent: (html, options) => page.setContent(html, options),
      take: (type) =>
        type === 'png'
          ? page.screenshot({ type, omitBackground: true })
          : page.screenshot({ type: 'jpeg', quality: QUALITY }),
    }
  }
  const stop = async () => {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
  return { name: 'Playwright', draw: reusing(open), stop }
}
