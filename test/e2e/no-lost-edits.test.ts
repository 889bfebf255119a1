import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { closedPort } from '../helpers/http-server.ts'
import { expectAccessible, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

let dataDir: string
let farm: TestFarm
let browser: Browser
let bindingUid: string
let templateUid: string
let subscriptionUid: string

beforeAll(async () => {
  buildUi()
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  farm = await startTestFarm({ dataDir, options: { port: await closedPort() } })
  browser = await openBrowser(dataDir)
  templateUid = await farm.template('<body>{{word}}</body>', { name: 'A lasting template' })
  const binding = await farm.binding({
    name: 'A lasting binding',
    templateId: templateUid,
    dataSource: { type: 'static', data: { word: 'one' } },
    mapping: { word: 'word' },
    refreshPolicy: { type: 'manual' },
  })
  bindingUid = binding.uid
  const made = await farm.call('POST', '/webhook-subscriptions', {
    event: 'render.failed',
    targetUrl: 'http://127.0.0.1/hook',
  })
  subscriptionUid = made.json.subscription.uid
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

interface Editor {
  hash: () => string
  /** Opens what is closed at first. */
  begin?: (page: Page) => Promise<void>
  field: (page: Page) => ReturnType<Page['getByRole']>
  text: string
  save: (page: Page) => ReturnType<Page['getByRole']>
  stored: () => Promise<unknown>
}

const EDITORS: Record<string, Editor> = {
  binding: {
    hash: () => `#/bindings/${bindingUid}/edit`,
    field: (page) => page.getByRole('textbox', { name: 'Name of the binding' }),
    text: 'A renamed binding',
    save: (page) => page.getByRole('button', { name: 'Save' }),
    stored: async () => (await farm.call('GET', `/bindings/${bindingUid}`)).json.binding.name,
  },
  template: {
    hash: () => `#/templates/${templateUid}`,
    field: (page) => page.getByRole('textbox', { name: 'Name', exact: true }),
    text: 'A renamed template',
    save: (page) => page.getByRole('button', { name: 'Save' }),
    stored: async () => (await farm.call('GET', `/templates/${templateUid}`)).json.template.name,
  },
  settings: {
    hash: () => '#/settings/region',
    field: (page) => page.getByRole('combobox', { name: 'Language' }),
    text: 'de-DE',
    save: (page) => page.locator('#setting-locale').getByRole('button', { name: 'Save' }),
    stored: async () => (await farm.call('GET', '/settings')).json.settings.locale,
  },
  subscription: {
    hash: () => `#/webhooks/out/${subscriptionUid}`,
    begin: (page) => page.getByRole('button', { name: 'Edit' }).click(),
    field: (page) => page.getByRole('dialog').getByRole('textbox', { name: 'URL' }),
    text: 'http://127.0.0.1/renamed',
    save: (page) => page.getByRole('dialog').getByRole('button', { name: 'Save' }),
    stored: async () =>
      (await farm.call('GET', `/webhook-subscriptions/${subscriptionUid}`)).json.subscription.targetUrl,
  },
}

async function write({ hash, begin, field, text }: Editor, token?: string): Promise<Page> {
  const { page } = await visit(browser, farm, token === undefined ? {} : { token })
  await page.locator('.status-bar').getByText('Live').waitFor()
  await page.goto(`${farm.farm.url}/app/${hash()}`)
  await begin?.(page)
  await field(page).fill(text)
  return page
}

async function restartFarm(): Promise<void> {
  const port = Number(new URL(farm.farm.url).port)
  farm = await startTestFarm({ dataDir, options: { port } })
}

test.each(Object.entries(EDITORS))('the farm stops while one edits: %s', async (_, editor) => {
  const page = await write(editor)
  await farm.stop()
  await page.locator('.banner').getByText('The farm does not answer.').waitFor()
  expect(await editor.field(page).inputValue()).toBe(editor.text)
  expect(await editor.save(page).isDisabled()).toBe(true)
  await expectAccessible(page)
  await restartFarm()
  await expect.poll(() => editor.save(page).isEnabled()).toBe(true)
  expect(await editor.field(page).inputValue()).toBe(editor.text)
  const before = await editor.stored()
  await editor.save(page).click()
  await expect.poll(editor.stored).toBe(editor.text)
  expect(before).not.toBe(editor.text)
  await page.context().close()
})

test.each(Object.entries(EDITORS))('the session ends while one edits: %s', async (_, editor) => {
  const text = `${editor.text.replace('de-DE', 'fr')}-FR`
  const page = await write({ ...editor, text }, farm.farm.keys.sessionToken)
  await farm.stop()
  await restartFarm()
  await page.getByRole('heading', { name: 'This session has ended' }).waitFor()
  await page.getByText('What you have not saved is kept in this tab.').waitFor()
  expect(await editor.field(page).isVisible()).toBe(false)
  await expectAccessible(page)
  await page.goto(`${farm.farm.url}/app/#token=${farm.farm.keys.sessionToken}`)
  await page.locator('.status-bar').getByText('Live').waitFor()
  expect(page.url()).toBe(`${farm.farm.url}/app/${editor.hash()}`)
  expect(await editor.field(page).inputValue()).toBe(text)
  await expect.poll(() => editor.save(page).isEnabled()).toBe(true)
  await editor.save(page).click()
  await expect.poll(editor.stored).toBe(text)
  await page.context().close()
})

test.each(Object.entries(EDITORS))('a closed tab is asked about: %s', async (_, editor) => {
  const page = await write({ ...editor, text: `${editor.text.replace('de-DE', 'nn')}-NO` })
  const asked = page.waitForEvent('dialog')
  void page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.accept()
  await page.context().close()
})

test('a form that is closed asks, and stays or closes as one says', async () => {
  const { subscription } = EDITORS as { subscription: Editor }
  const page = await write({ ...subscription, text: 'http://127.0.0.1/closed' })
  const form = page.getByRole('dialog', { name: 'Edit the subscription' })
  const asked = page.getByRole('dialog', { name: 'Leave without saving?' })
  await page.keyboard.press('Escape')
  await asked.waitFor()
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await asked.waitFor({ state: 'detached' })
  expect(await subscription.field(page).inputValue()).toBe('http://127.0.0.1/closed')
  await form.getByRole('button', { name: 'Cancel' }).click()
  await asked.getByRole('button', { name: 'Leave' }).click()
  await form.waitFor({ state: 'detached' })
  expect(await subscription.stored()).not.toBe('http://127.0.0.1/closed')

  // What was not touched closes without a word.
  await page.getByRole('button', { name: 'Edit' }).click()
  await form.waitFor()
  await page.keyboard.press('Escape')
  await form.waitFor({ state: 'detached' })
  await page.context().close()
})

test('a subscription that changed elsewhere is shown beside one’s own', async () => {
  const { subscription } = EDITORS as { subscription: Editor }
  const page = await write({ ...subscription, text: 'http://127.0.0.1/mine' })
  const change = (targetUrl: string) => farm.call('PUT', `/webhook-subscriptions/${subscriptionUid}`, { targetUrl })
  await change('http://127.0.0.1/theirs')
  const form = page.getByRole('dialog', { name: 'Edit the subscription' })
  await form.getByText(/It now sends .* to http:\/\/127\.0\.0\.1\/theirs/).waitFor()
  await expectAccessible(page)
  await form.getByRole('button', { name: 'Take theirs' }).click()
  expect(await subscription.field(page).inputValue()).toBe('http://127.0.0.1/theirs')
  await subscription.field(page).fill('http://127.0.0.1/mine again')
  await change('http://127.0.0.1/others')
  await form.getByRole('button', { name: 'Keep mine' }).click()
  await subscription.field(page).fill('http://127.0.0.1/mine')
  await subscription.save(page).click()
  await expect.poll(subscription.stored).toBe('http://127.0.0.1/mine')
  await page.context().close()
})

test('a binding that was deleted elsewhere is brought back with what one wrote', async () => {
  const { binding } = EDITORS as { binding: Editor }
  const page = await write({ ...binding, text: 'A name for later' })
  await farm.call('DELETE', `/bindings/${bindingUid}`)
  await page.getByText('This binding was deleted elsewhere.').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await page.getByText('This binding was deleted elsewhere.').waitFor({ state: 'detached' })
  expect(await binding.field(page).inputValue()).toBe('A name for later')
  await binding.save(page).click()
  await expect.poll(binding.stored).toBe('A name for later')
  await page.context().close()
})
