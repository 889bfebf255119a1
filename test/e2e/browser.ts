import AxeBuilder from '@axe-core/playwright'
import type { Browser, Locator, Page } from 'playwright'
import { expect } from 'vitest'
import { TEST_KEY, type TestFarm } from '../helpers/farm.ts'

export { openBrowser } from '../helpers/open-browser.ts'

/** How long the page may take to show something, in milliseconds. */
export const SHOWN_MS = 20_000

export interface Visit {
  page: Page
  /** What the page's console and its scripts complained about. */
  complaints: string[]
}

/** Opens the UI as a person does who was given the address. */
export async function visit(
  browser: Browser,
  farm: TestFarm,
  options: { token?: string; width?: number; height?: number; dark?: boolean; isFirstRun?: boolean } = {},
): Promise<Visit> {
  const { token = TEST_KEY, width = 1280, height = 800, dark = false, isFirstRun = false } = options
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    permissions: ['clipboard-read', 'clipboard-write'],
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(SHOWN_MS)
  if (!isFirstRun) await context.addInitScript(markWelcomed)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  await page.goto(`${farm.farm.url}/app/${token ? `#token=${token}` : ''}`)
  return { page, complaints }
}

/** Runs in the page: somebody who has been here before is not shown the first steps. */
function markWelcomed(): void {
  const key = 'bindery.preferences'
  if (localStorage.getItem(key) === null)
    localStorage.setItem(key, JSON.stringify({ state: { isWelcomed: true }, version: 0 }))
}

/** The card of a binding. */
export const cardOf = (page: Page, name: string): Locator =>
  page.locator('.card', { has: page.getByRole('link', { name, exact: true }) })

/** Whether the picture has been loaded and drawn, and from where. */
export async function shownPicture(card: Locator): Promise<string> {
  const picture = card.locator('img')
  await picture.waitFor()
  await picture.evaluate((element: HTMLImageElement) => element.decode())
  return picture.evaluate((element: HTMLImageElement) => (element.naturalWidth > 0 ? element.currentSrc : ''))
}

/** Opens the menu of a binding in the list, and chooses of it. */
export async function chooseOf(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `More for ${name}`, exact: true }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

export async function expectAccessible(page: Page): Promise<void> {
  // The page holds no frame, so that nothing is to be put together in a page of its own: that takes twice as long.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
  )
  expect(found).toEqual([])
}

/** No pane has to be scrolled sideways. */
export async function expectNothingWider(page: Page): Promise<void> {
  const wide = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('main, [data-pane]')]
      .filter((element) => element.scrollWidth > element.clientWidth)
      .map((element) => element.outerHTML.slice(0, 100)),
  )
  expect(wide).toEqual([])
}
