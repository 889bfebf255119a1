import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser
let page: Page
let uid: string
beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
  const templateId = await farm.template('<body>{{a}}</body>')
  const dataSource = { type: 'static', data: { a: 1 } }
  ;({ uid } = await farm.binding({ name: 'Oslo weather', templateId, dataSource, mapping: { a: 'a' } }))
  ;({ page } = await visit(browser, farm))
  await page.locator('.status-bar').getByText('Live').waitFor()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
})

async function command(words: string, line: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search' }).fill(words)
  await page.locator('.mantine-Spotlight-actionsList').getByText(line, { exact: true }).first().waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Search' }).waitFor({ state: 'detached' })
}

test('a binding is opened, paused, resumed and its URL copied from anywhere', async () => {
  await command('oslo', 'Oslo weather')
  await expect.poll(() => page.url()).toContain(uid)
  const status = async () => (await farm.call('GET', `/bindings/${uid}`)).json.binding.status
  await command('pause oslo', 'Pause Oslo weather')
  await expect.poll(status).toBe('paused')
  await page.getByText('Paused', { exact: true }).first().waitFor()
  await command('resume oslo', 'Resume Oslo weather')
  await expect.poll(status).toBe('active')
  await command('copy oslo', 'Copy URL of Oslo weather')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(`/b/${uid}.png`)
})

test('a setting is gone to, and its row has the focus', async () => {
  await command('outbound', 'Outbound proxy')
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('setting-outboundProxy')
  expect(page.url()).toContain('#/settings/outboundProxy')
})

test('the look is changed', async () => {
  await command('theme dark', 'Theme: dark')
  await expect.poll(() => page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('dark')
  await command('compact', 'Density: compact')
  await expect.poll(() => page.locator('html').getAttribute('data-density')).toBe('compact')
})

test('the desk goes everywhere by the palette, and Escape closes it alone', async () => {
  for (const [words, line, heading] of [
    ['import', 'Import a file', 'Import and export'],
    ['settings storage', 'Settings: Storage', 'Storage'],
    ['templates', 'Templates', 'Templates'],
  ] as const) {
    await command(words, line)
    await page.getByRole('heading', { name: heading, exact: true }).first().waitFor()
  }
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search' }).fill('zeppelin')
  await page.getByText('Nothing has that name.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: 'Search' }).waitFor({ state: 'detached' })
  await page.getByRole('heading', { name: 'Templates' }).waitFor()
})
