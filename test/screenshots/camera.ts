import type { Browser, Page } from 'playwright'
import sharp from 'sharp'
import { TOKEN } from '../bench/program.ts'
import type { Scene } from './scene.ts'
import type { Shot } from './shots.ts'

const WIDTH = 1280
const HEIGHT = 800
/** Device pixels for each of a picture: sharp on a dense screen, and small enough for a repository. */
const SCALE = 1.5

/** Where no picture came for so long, in milliseconds, none will. */
const REST_MS = 700

/** Walks to what a shot shows, and takes it. */
export async function take(browser: Browser, origin: string, scene: Scene, shot: Shot, isDark: boolean) {
  const context = await browser.newContext({
    viewport: { width: WIDTH, height: shot.height ?? HEIGHT },
    deviceScaleFactor: SCALE,
    colorScheme: isDark ? 'dark' : 'light',
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: 'UTC',
  })
  try {
    const page = await context.newPage()
    const preferences = { isWelcomed: true, bindingsView: shot.view ?? 'grid', density: 'comfortable' }
    await page.addInitScript(
      (text) => localStorage.setItem('bindery.preferences', text),
      JSON.stringify({ state: preferences, version: 0 }),
    )
    await page.goto(`${origin}/app/#token=${TOKEN}`)
    await page.locator('.status-bar').getByText('Live').waitFor()
    await page.goto(`${origin}/app/#/${shot.at(scene)}`)
    await shot.walk(page)
    await allDrawn(page)
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
    return await sharp(picture).webp({ quality: 76, effort: 6 }).toBuffer()
  } finally {
    await context.close()
  }
}

/** Fonts are there, and every picture is; thumbnails come a moment after what they belong to. */
async function allDrawn(page: Page): Promise<void> {
  await page.evaluate(async (restMs) => {
    await document.fonts.ready
    let known = -1
    while (document.images.length !== known) {
      known = document.images.length
      await new Promise((resolve) => setTimeout(resolve, restMs))
      await Promise.all(Array.from(document.images, (image) => image.decode().catch(() => {})))
    }
  }, REST_MS)
}
