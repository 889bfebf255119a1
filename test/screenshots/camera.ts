import type { Browser, Page } from 'playwright'
import sharp from 'sharp'
import { TOKEN } from '../bench/program.ts'
import type { Scene } from './scene.ts'
import type { Shot } from './shots.ts'

const SIZE = { width: 1280, height: 800 }
/** Device pixels for each of a picture: sharp on a dense screen, and small enough for a repository. */
const SCALE = 1.5

/** Walks to what a shot shows, and takes it. */
export async function take(browser: Browser, origin: string, scene: Scene, shot: Shot, isDark: boolean) {
  const context = await browser.newContext({
    viewport: SIZE,
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
    const picture = await (shot.part?.(page) ?? page).screenshot({ animations: 'disabled', caret: 'hide' })
    return await sharp(picture).webp({ quality: 82, effort: 6 }).toBuffer()
  } finally {
    await context.close()
  }
}

/** Every picture in the page is there, fonts are, and nothing has moved for two frames. */
async function allDrawn(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle').catch(() => {})
  await page.evaluate(async () => {
    await document.fonts.ready
    await Promise.all(Array.from(document.images, (image) => image.decode().catch(() => {})))
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}
