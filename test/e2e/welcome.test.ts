import type { Browser } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { expectAccessible, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser
beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
})

test('a first run by keyboard alone: three steps, and a live binding at the end', async () => {
  const { page, complaints } = await visit(browser, farm, { isFirstRun: true })
  await page.getByRole('heading', { name: 'Welcome to Bindery' }).waitFor()
  await page.getByText(/^Ready, Chromium \d/).waitFor()
  await expectAccessible(page)
  await page.getByText(/^Drawn in /).waitFor()
  await page.getByRole('button', { name: 'Draw again' }).waitFor()
  await page.getByRole('button', { name: 'Continue' }).press('Enter')
  await page.getByRole('heading', { name: 'Where it runs' }).waitFor()
  expect(await page.locator(':focus').textContent()).toBe('Where it runs')
  await page.locator('#setting-address').getByText(farm.farm.url).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Continue' }).press('Enter')
  await page.getByRole('heading', { name: 'The first picture' }).waitFor()
  await page
    .getByRole('button', { name: /Social image/ })
    .locator('img')
    .waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: /Social image/ }).press('Enter')

  await page.getByRole('heading', { name: 'Social image' }).first().waitFor()
  const { bindings } = (await farm.call('GET', '/bindings')).json
  const made = bindings.find(({ name }: { name: string }) => name === 'Social image')
  expect(page.url()).toContain(made.uid)
  await expect.poll(async () => (await farm.raw('GET', `/b/${made.uid}.png`)).status, { timeout: 20_000 }).toBe(200)
  expect(complaints).toEqual([])

  // It was shown, and is not shown again, by this browser or any other.
  await page.goto(`${farm.farm.url}/app/`)
  await page.getByRole('heading', { name: 'Bindings' }).waitFor()
  await page.context().close()
  const other = await visit(browser, farm, { isFirstRun: true })
  await other.page.getByRole('heading', { name: 'Bindings' }).waitFor()
  await other.page.locator('.status-bar').getByText('Live').waitFor()
  expect(await other.page.getByRole('heading', { name: 'Welcome to Bindery' }).count()).toBe(0)
  await other.page.context().close()
  await farm.call('DELETE', `/bindings/${made.uid}`)
})

test('it can be skipped, is not in the way of who goes elsewhere, and is found in the palette', async () => {
  const { page } = await visit(browser, farm, { isFirstRun: true })
  await page.getByRole('button', { name: 'Skip all' }).click()
  await page.getByRole('heading', { name: 'Bindings' }).waitFor()
  await page.reload()
  await page.locator('.status-bar').getByText('Live').waitFor()
  expect(await page.getByRole('heading', { name: 'Welcome to Bindery' }).count()).toBe(0)
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search' }).fill('first steps')
  await page.getByText('Show the first steps').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Welcome to Bindery' }).waitFor()
  await page.context().close()
})

test('without a browser that draws, one is downloaded or chosen', async () => {
  const { page } = await visit(browser, farm, { isFirstRun: true })
  await page.route('**/chromium', async (route) => {
    const known = await (await route.fetch()).json()
    await route.fulfill({
      json: { ...known, state: 'missing', version: null, path: null, source: null, detail: 'There is no Chromium.' },
    })
  })
  await page.reload()
  await page.goto(`${farm.farm.url}/app/#/welcome`)
  await page.getByText('There is none').waitFor()
  await page.getByRole('button', { name: 'Download Chromium' }).waitFor()
  await page.getByRole('textbox', { name: 'Path' }).waitFor()
  await expectAccessible(page)
  await page.context().close()
})

test('at the last step an import is a way to begin', async () => {
  const { page } = await visit(browser, farm, { isFirstRun: true, width: 640, height: 800, dark: true })
  await page.getByRole('button', { name: 'The first picture' }).click()
  await page.getByRole('button', { name: /An import/ }).click()
  await page.getByRole('button', { name: 'Choose a file' }).waitFor()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)).toBe(
    false,
  )
  await page.context().close()
})

test('at the last step a hosted account is a way to begin', async () => {
  const { page } = await visit(browser, farm)
  await page.goto(`${farm.farm.url}/app/#/welcome`)
  await page.getByRole('button', { name: 'The first picture' }).click()
  await page.getByRole('button', { name: /A hosted account/ }).click()
  await page.getByRole('button', { name: 'Connect' }).waitFor()
  await page.context().close()
})
