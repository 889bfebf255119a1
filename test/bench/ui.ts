import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { openBrowser } from '../helpers/open-browser.ts'
import { makeManyBindings } from './many-bindings.ts'
import { median } from './measure.ts'
import { type FarmProgram, startFarmProgram, TOKEN } from './program.ts'
import { type Coverage, countDrawnRows, scrollByFrames, scrollByWheel, watchOpening } from './ui-probes.ts'

const COUNT = 5000
const ROUNDS = 5
const EVENTS = 5
/** Frames of a scroll, and pixels of each: at 60 frames a second the whole table goes by in seconds. */
const FRAMES = 300
const FRAME_PX = 600

/** The desk with thousands of bindings, in a real Chromium against the built farm. */
export async function benchUi(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-bench-'))
  let farm: FarmProgram | null = null
  let browser: Browser | null = null
  try {
    await makeManyBindings(dataDir, COUNT)
    farm = await startFarmProgram(dataDir)
    browser = await openBrowser(dataDir)
    console.log(`\nThe list of ${COUNT.toLocaleString()} bindings, 1280×800`)
    for (const view of ['grid', 'table'] as const) await measureView(view, farm, browser)
  } finally {
    await browser?.close()
    await farm?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function measureView(view: 'grid' | 'table', farm: FarmProgram, browser: Browser): Promise<void> {
  const openings = []
  for (let i = 0; i < ROUNDS; i++) {
    const page = await open(browser, farm, view)
    openings.push(await openingOf(page))
    await page.context().close()
  }
  const page = await open(browser, farm, view)
  await openingOf(page)
  print(view, 'first rows shown', `${median(openings.map(({ rowsMs }) => rowsMs)).toFixed(0)} ms`)
  print(view, 'all counted', `${median(openings.map(({ allMs }) => allMs)).toFixed(0)} ms`)
  print(view, 'rows in the page', String(await page.locator('[data-uid]').count()))
  print(view, 'rows drawn by one refresh', (await drawnRows(page, farm)).join(', '))
  print(view, 'scrolled by frames', wordsOf(await page.evaluate(scrollByFrames, { frames: FRAMES, px: FRAME_PX })))
  print(view, 'scrolled by wheel', wordsOf(await scrollByWheel(page)))
  await page.context().close()
}

const print = (view: string, what: string, value: string): void =>
  console.log(`  ${`${view}: ${what}`.padEnd(44)} ${value}`)

const wordsOf = ({ frames, blank, worstMs }: Coverage): string =>
  `${blank} of ${frames} frames with a blank row, slowest frame ${worstMs.toFixed(0)} ms`

async function open(browser: Browser, { origin }: FarmProgram, view: 'grid' | 'table'): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const preferences = JSON.stringify({ state: { density: 'comfortable', bindingsView: view }, version: 0 })
  await page.addInitScript((text) => localStorage.setItem('bindery.preferences', text), preferences)
  await page.addInitScript(watchOpening, COUNT.toLocaleString('en-US'))
  await page.goto(`${origin}/app/#token=${TOKEN}`)
  return page
}

async function openingOf(page: Page): Promise<{ rowsMs: number; allMs: number }> {
  await page.waitForFunction(() => 'allMs' in ((window as { opening?: object }).opening ?? {}), null, {
    timeout: 60_000,
  })
  return page.evaluate(() => (window as unknown as { opening: { rowsMs: number; allMs: number } }).opening)
}

/** Refreshes one of the bindings in sight, again and again, and counts the rows whose content changed by it. */
async function drawnRows(page: Page, farm: FarmProgram): Promise<number[]> {
  // The first thumbnails come in a moment after the rows.
  await page.waitForTimeout(3000)
  const uid = await page.locator('[data-uid]').nth(1).getAttribute('data-uid')
  const counts = []
  for (let i = 0; i < EVENTS; i++) {
    const counting = page.evaluate(countDrawnRows, 1500)
    await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
    counts.push(await counting)
  }
  return counts
}
