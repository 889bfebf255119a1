import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import puppeteer, { type Browser, type Page } from 'puppeteer-core'
import sharp from 'sharp'
import { browserFlags } from '../../src/main/chromium/flags.ts'
import { fontConfig } from '../../src/main/chromium/fonts.ts'
import { jobOf, startTestRenderer } from '../helpers/chromium.ts'
import { compare } from './measure.ts'

const WIDTH = 1200
const HEIGHT = 630
/** Pictures of one painter in one round. */
const PER_ROUND = 24

/** Draws the card with that number in it. */
type Draw = (n: number) => Promise<Buffer>

interface Painter {
  name: string
  draw: Draw
}

async function makeCard(): Promise<(n: number) => string> {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const
  const image = await sharp({ create: { width: 260, height: 260, channels: 3, background: '#888', noise } })
    .jpeg()
    .toBuffer()
  return (n) => `<!doctype html><style>
    body { margin: 0; width: 1200px; height: 630px; font-family: sans-serif; color: #fff;
      background: linear-gradient(120deg, #14213d, #7b2cbf 60%, #fca311) }
    h1 { font-size: 68px; margin: 0; padding: 60px 60px 20px } p { font-size: 30px; margin: 0; padding: 0 60px; width: 640px }
    img { position: absolute; right: 60px; bottom: 60px; border-radius: 24px; box-shadow: 0 10px 40px #0008 }
    </style><h1>Quarterly report ${n}</h1><p>Revenue grew by ${n} % over the last quarter, and there is a little more text
    to lay out on a few lines.</p><img src="data:image/jpeg;base64,${image.toString('base64')}">`
}

/** One round of one painter: pictures a second. Numbers go on over the rounds, so that no picture is drawn twice. */
function roundOf({ draw }: Painter, concurrency: number): () => Promise<number> {
  let next = 0
  return async () => {
    const end = next + PER_ROUND
    const start = performance.now()
    const work = async () => {
      while (next < end) await draw(next++)
    }
    await Promise.all(Array.from({ length: concurrency }, work))
    return (PER_ROUND * 1000) / (performance.now() - start)
  }
}

async function pixels(png: Buffer): Promise<{ size: string; data: Buffer }> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { size: `${info.width}x${info.height}`, data }
}

/** A speed means nothing unless every painter has drawn the same picture. */
async function comparePictures(painters: Painter[]): Promise<string> {
  const pictures = await Promise.all(painters.map(async ({ draw }) => pixels(await draw(7))))
  const sizes = new Set(pictures.map(({ size }) => size))
  if (sizes.size !== 1) throw new Error(`The pictures differ in size: ${[...sizes].join(', ')}`)
  const differing = pictures.map(({ data }) => data.filter((value, i) => value !== pictures[0]?.data[i]).length)
  return `${[...sizes][0]}; bytes that differ from ours: ${differing.slice(1).join(', ')}`
}

function newPagePerRender(browser: Browser, card: (n: number) => string): Draw {
  return async (n) => {
    const page = await browser.newPage()
    try {
      await page.setViewport({ width: WIDTH, height: HEIGHT })
      await page.setContent(card(n), { waitUntil: 'load' })
      return Buffer.from(await page.screenshot({ optimizeForSpeed: true, omitBackground: true }))
    } finally {
      await page.close()
    }
  }
}

/** One page for each that draws at the same time, used again and again. */
function reusedPages(browser: Browser, card: (n: number) => string): Draw {
  const free: Page[] = []
  return async (n) => {
    const page = free.pop() ?? (await browser.newPage())
    await page.setViewport({ width: WIDTH, height: HEIGHT })
    await page.setContent(card(n), { waitUntil: 'load' })
    const png = Buffer.from(await page.screenshot({ optimizeForSpeed: true, omitBackground: true }))
    free.push(page)
    return png
  }
}

async function launchPeer(path: string, proxyPort: number, folder: string, profile: string): Promise<Browser> {
  const flags = {
    profile: join(folder, profile),
    proxyPort,
    sandbox: process.getuid?.() !== 0,
    beginFrames: false,
    smallSharedMemory: false,
  }
  const fonts = join(folder, 'fonts.conf')
  await writeFile(fonts, fontConfig(join(folder, 'fontconfig')))
  const env = { ...process.env, FONTCONFIG_FILE: fonts }
  return puppeteer.launch({
    executablePath: path,
    ignoreDefaultArgs: true,
    args: browserFlags(flags),
    pipe: true,
    env,
    defaultViewport: null,
  })
}

async function runAt(concurrency: number, card: (n: number) => string, folder: string): Promise<void> {
  const { renderer, proxy, stop } = await startTestRenderer({ size: concurrency })
  const path = renderer.state().path as string
  const first = await launchPeer(path, proxy.port, folder, `new-${concurrency}`)
  const second = await launchPeer(path, proxy.port, folder, `reused-${concurrency}`)
  try {
    const job = (n: number) => jobOf(card(n), { width: WIDTH, height: HEIGHT })
    const painters: Painter[] = [
      { name: 'Bindery', draw: async (n) => (await renderer.render(job(n))).png as Buffer },
      { name: 'a new page per render, page.screenshot', draw: newPagePerRender(first, card) },
      { name: 'a reused page, page.screenshot', draw: reusedPages(second, card) },
    ]
    await compare(
      `PNG ${WIDTH}×${HEIGHT}, ${concurrency} at a time`,
      'renders/s',
      painters.map((painter) => ({ name: painter.name, round: roundOf(painter, concurrency) })),
    )
    console.log(`  pictures: ${await comparePictures(painters)}`)
  } finally {
    await Promise.all([first.close(), second.close(), stop()])
  }
}

/** Compares the renderer with puppeteer's own ways on the same card, the same Chromium and flags, in the same run. */
export async function benchRender(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bindery-bench-'))
  try {
    const card = await makeCard()
    await runAt(1, card, folder)
    await runAt(availableParallelism() + 1, card, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
