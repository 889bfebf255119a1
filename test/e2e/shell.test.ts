import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../helpers/http-server.ts'
import { cardOf, expectAccessible, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let farm: TestFarm
let browser: Browser
let source: TestServer
let status = 200

beforeAll(async () => {
  buildUi()
  farm = await startTestFarm()
  browser = await openBrowser(farm.dataDir)
  source = await startServer((request, response) =>
    sendJson({ title: 'one' }, {}, request.url === '/gone' ? 410 : status)(request, response),
  )
  for (const { uid } of (await farm.call('GET', '/bindings')).json.bindings)
    await farm.call('DELETE', `/bindings/${uid}`)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  await source?.stop()
})

async function make(name: string) {
  return farm.binding({
    name,
    templateId: await farm.template('<body>{{title}}</body>'),
    dataSource: { type: 'http', url: source.url },
    mapping: { title: 'title' },
    refreshPolicy: { type: 'manual' },
  })
}
const placeOf = (page: Page, name: RegExp) =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name })

test('the rail counts what each screen has, and what of it wants attention', async () => {
  status = 200
  const { uid } = await make('A counted one')
  const { page } = await visit(browser, farm)
  await placeOf(page, /^Bindings ?, 1 binding$/).waitFor()
  await placeOf(page, /^Webhooks ?, 0 subscriptions$/).waitFor()
  const { runs, failed } = (await farm.call('GET', '/runs/stats')).json
  expect(failed).toBe(0)
  await placeOf(page, new RegExp(`^Runs ?, ${runs} runs? in the last 24 hours$`)).waitFor()

  // All of it is told as it happens.
  status = 500
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  await placeOf(page, /^Bindings ?: 1 needs attention ?, 1 binding$/).waitFor()
  await placeOf(page, new RegExp(`^Runs ?: 1 failed in the last 24 hours ?, ${runs + 1} runs in`)).waitFor()
  await farm.call('POST', '/webhook-subscriptions', {
    event: 'binding.updated',
    targetUrl: `${source.url}/gone`,
  })
  await placeOf(page, /^Webhooks ?, 1 subscription$/).waitFor()
  status = 200
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  await placeOf(page, /^Webhooks ?: 1 stopped ?, 1 subscription$/).waitFor()
  await expectAccessible(page)
  await page.context().close()
})

test('Escape closes the top layer only: what lies over a binding, then the binding, then the selection', async () => {
  status = 200
  await make('A layered one')
  const { page } = await visit(browser, farm)
  const box = page.getByRole('checkbox', { name: 'Select A layered one' })
  await cardOf(page, 'A layered one').hover()
  await box.check({ force: true })
  await cardOf(page, 'A layered one').getByRole('link', { name: 'A layered one' }).click()
  const detail = page.getByRole('complementary', { name: 'A layered one' })
  await detail.waitFor()
  const layers: [() => Promise<void>, () => ReturnType<Page['getByRole']>][] = [
    [() => page.keyboard.press('?'), () => page.getByRole('dialog', { name: 'Keyboard shortcuts' })],
    [() => page.keyboard.press('Control+k'), () => page.getByRole('dialog', { name: 'Search or run a command' })],
    [() => page.getByRole('button', { name: 'Look' }).click(), () => page.getByRole('menu')],
  ]
  for (const [open, layer] of layers) {
    await open()
    await layer().waitFor()
    // What lies over the page has the keys to itself.
    await page.keyboard.press('Control+2')
    await page.keyboard.press('Escape')
    await layer().waitFor({ state: 'detached' })
    expect(await detail.isVisible()).toBe(true)
  }
  await page.keyboard.press('Escape')
  await detail.waitFor({ state: 'detached' })
  expect(await box.isChecked()).toBe(true)
  await page.keyboard.press('Escape')
  await expect.poll(() => box.isChecked()).toBe(false)
  await page.context().close()
})
