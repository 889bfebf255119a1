import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DownloadOptions } from '../../src/main/chromium/download.ts'
import { SECTIONS } from '../../src/renderer/screens/settings/settings-index.ts'
import { Problem } from '../../src/shared/errors.ts'
import { startTestFarm, type TestFarm } from '../helpers/farm.ts'
import { startRemoteChromium } from '../helpers/remote-chromium.ts'
import { expectAccessible, openBrowser, visit } from './browser.ts'
import { buildUi } from './built-ui.ts'

/** A download whose progress and end the test decides. */
const downloads: { options: DownloadOptions; end: PromiseWithResolvers<string> }[] = []
function fakeDownload(options: DownloadOptions): Promise<string> {
  const end = Promise.withResolvers<string>()
  downloads.push({ options, end })
  options.signal?.addEventListener('abort', () => end.reject(options.signal?.reason))
  return end.promise
}

let farm: TestFarm
let browser: Browser
beforeAll(async () => {
  buildUi()
  farm = await startTestFarm({ download: fakeDownload })
  browser = await openBrowser(farm.dataDir)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await farm?.stop()
})

async function open(section: string, options: Parameters<typeof visit>[2] = {}): Promise<Page> {
  const { page } = await visit(browser, farm, options)
  await page.locator('.status-bar').getByText('Live').waitFor()
  await page.goto(`${farm.farm.url}/app/#/settings/${section}`)
  return page
}
const settings = async () => (await farm.call('GET', '/settings')).json.settings
const row = (page: Page, id: string) => page.locator(`#setting-${id}`)

test('a browser elsewhere is added, seen to draw or not and why, changed and removed', async () => {
  const remote = await startRemoteChromium()
  const page = await open('chromium')
  const place = row(page, 'chromiumEndpoints')
  await place.getByText('None: all pictures are drawn on this machine.').waitFor()
  const add = async (url: string) => {
    await place.getByRole('button', { name: 'Add a browser' }).click()
    await page.getByRole('textbox', { name: 'Address' }).fill(url)
    await page.keyboard.press('Enter')
  }
  await add('nonsense')
  await place.getByText('Expected http(s)://host:port or ws(s)://host:port').waitFor()
  await page.getByRole('textbox', { name: 'Address' }).fill(remote.url)
  await page.keyboard.press('Enter')
  const line = (text: string) => place.getByRole('row').filter({ hasText: text })
  await line(remote.url).getByText('Ready').waitFor()
  await add('http://192.0.2.1:9222/?token=hush')
  await line('192.0.2.1:9222/?token=***')
    .getByText(/^It is on another machine/)
    .waitFor()
  await expectAccessible(page)

  await page.getByRole('button', { name: `Change ${remote.url}/` }).click()
  await page.getByRole('textbox', { name: 'Pages at a time' }).fill('2')
  await place.getByRole('button', { name: 'Save' }).click()
  await expect.poll(async () => (await settings()).chromiumEndpoints[0].weight).toBe(2)
  await line(remote.url).getByText('Ready').waitFor()
  for (const url of ['http://192.0.2.1:9222/?token=***', `${remote.url}/`]) {
    await page.getByRole('button', { name: `Remove ${url}` }).click()
    await line(url).waitFor({ state: 'detached' })
  }
  await place.getByText('None: all pictures are drawn on this machine.').waitFor()
  await page.context().close()
})

test('a setting is saved by Enter, refused in its place, reverted, and reset to its default', async () => {
  const page = await open('region')
  const language = page.getByRole('combobox', { name: 'Language' })
  await language.fill('no language')
  await page.keyboard.press('Enter')
  await row(page, 'locale').getByText('Expected a BCP 47 language tag such as en-US').waitFor()
  expect(await language.getAttribute('aria-invalid')).toBe('true')
  await row(page, 'locale').getByRole('button', { name: 'Revert' }).click()
  expect(await language.inputValue()).toBe('en-US')

  await language.fill('nb-NO')
  await row(page, 'locale').getByRole('button', { name: 'Save' }).click()
  await row(page, 'locale').getByText('Saved').waitFor()
  expect((await settings()).locale).toBe('nb-NO')
  await row(page, 'locale').getByRole('button', { name: 'Reset to default' }).click()
  await expect.poll(async () => (await settings()).locale).toBe('en-US')
  await expect.poll(() => language.inputValue()).toBe('en-US')
  await page.context().close()
})

test('what was written and not saved is asked about before one leaves, and kept if one stays', async () => {
  const page = await open('storage')
  await page.getByRole('textbox', { name: 'Pictures of each binding' }).fill('30')
  await page.getByRole('link', { name: 'Region' }).click()
  await page.getByText('What you changed of “Pictures of each binding” is not saved.').waitFor()
  await page.getByRole('button', { name: 'Stay' }).click()
  const pictures = page.getByRole('textbox', { name: 'Pictures of each binding' })
  expect(await pictures.inputValue()).toBe('30')
  await pictures.fill('many')
  await row(page, 'picturesPerBinding').getByRole('button', { name: 'Save' }).click()
  await page.getByText('Write a whole number.').waitFor()
  await page.getByRole('link', { name: 'Region' }).click()
  await page.getByRole('button', { name: 'Leave' }).click()
  await page.getByRole('heading', { name: 'Region' }).waitFor()
  expect((await settings()).picturesPerBinding).toBe(20)
  await page.context().close()
})

test('private hosts are allowed, changed and removed with undo; what others change is seen at once', async () => {
  const page = await open('network')
  const table = page.getByRole('table', { name: 'Allowed private hosts' })
  await table.getByText('by --allow-host').waitFor()
  await page.getByRole('button', { name: 'Allow a host' }).click()
  await page.getByRole('textbox', { name: 'Host' }).fill('http://nas/')
  await page.keyboard.press('Enter')
  await page.getByText(/is a URL, and only its host is wanted/).waitFor()
  await page.getByRole('textbox', { name: 'Host' }).fill('nas.local')
  await page.getByRole('checkbox', { name: /Webhooks/ }).uncheck()
  await page.getByRole('button', { name: 'Allow', exact: true }).click()
  await table.getByText('data, pages').waitFor()
  expect((await settings()).allow).toEqual([{ host: 'nas.local', for: ['data', 'pages'] }])

  await page.getByRole('button', { name: 'Change nas.local' }).click()
  await page.getByRole('textbox', { name: 'Host' }).fill('nas.local:8080')
  await page.getByRole('button', { name: 'Save' }).click()
  await table.getByText('nas.local:8080').waitFor()
  expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Change nas.local:8080')

  await page.getByRole('button', { name: 'Remove nas.local:8080' }).click()
  await table.getByText('nas.local:8080').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await table.getByText('nas.local:8080').waitFor()

  await farm.call('PATCH', '/settings', { allow: [{ host: 'elsewhere.local' }] })
  await table.getByText('elsewhere.local').waitFor()
  expect(await table.getByText('nas.local:8080').count()).toBe(0)
  await farm.call('PATCH', '/settings', { allow: [] })
  await page.context().close()
})

describe('Chromium', () => {
  test('says which it is, draws a picture, and refuses a path that does not start', async () => {
    const page = await open('chromium')
    await row(page, 'chromiumState')
      .getByText(/^Ready, Chromium \d/)
      .waitFor()
    await page.getByRole('button', { name: 'Draw a test picture' }).click()
    const picture = page.getByRole('img', { name: /Bindery draws/ })
    await picture.waitFor()
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(480)
    await page.getByText(/^Drawn in /).waitFor()

    await page.getByRole('textbox', { name: 'Path' }).fill('/no/such/chrome')
    await page.keyboard.press('Enter')
    await row(page, 'chromiumPath').locator('[class*="Input-error"]').waitFor()
    expect((await settings()).chromiumPath).toBeNull()
    await page.getByRole('button', { name: 'Revert' }).click()
    await page.context().close()
  })

  test('is downloaded with its progress, can be called off, and says why it failed', async () => {
    const page = await open('chromium')
    const begin = () => page.getByRole('button', { name: 'Download Chromium' }).click()
    await begin()
    await page.getByText('Finding the newest version…').waitFor()
    await expect.poll(() => downloads.length).toBe(1)
    downloads[0]?.options.onProgress?.(62_100_000, 158_400_000)
    await page.getByText('62.1 MB of 158.4 MB').waitFor()
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toMatch(/^39/)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Download Chromium' }).waitFor()

    await begin()
    await expect.poll(() => downloads.length).toBe(2)
    downloads[1]?.end.reject(new Problem('unavailable', 'There is no network.'))
    await page.getByRole('alert').filter({ hasText: 'There is no network.' }).waitFor()
    await page.context().close()
  })
})

test.each([
  [{ backend: 'file', available: true }, /nothing else protects it/],
  [{ backend: 'keychain', available: true }, /A copy of the data folder gives nothing away/],
  [{ backend: 'keychain', available: false }, /Unlock this machine’s keychain/],
])('secrets in %j are said as they are', async (secrets, words) => {
  const { page } = await visit(browser, farm)
  await page.route('**/settings', async (route) => {
    await route.fulfill({ json: { ...(await (await route.fetch()).json()), secrets } })
  })
  await page.goto(`${farm.farm.url}/app/#/settings/secrets`)
  await page.getByText(words).waitFor()
  await page.getByText('It was given when Bindery was started').waitFor()
  await expectAccessible(page)
  await page.context().close()
})

test('a backup is made and listed, and put back by the next start, unless one thinks better of it', async () => {
  const page = await open('storage')
  await page.getByRole('button', { name: 'Back up now' }).click()
  const line = page.getByRole('table', { name: 'Backups' }).getByRole('row', { name: /by hand/ })
  await line.getByText(/^[\d.]+ [kM]B$/).waitFor()
  await line.getByRole('button', { name: /^Restore manual-/ }).click()
  const asked = page.getByRole('dialog', { name: 'Restore this backup?' })
  await asked.getByText('What has changed since is kept', { exact: false }).waitFor()
  await expectAccessible(page)
  await asked.getByRole('button', { name: 'Cancel' }).click()
  const restoring = async () => (await farm.call('GET', '/backups')).json.restoring
  expect(await restoring()).toBe(null)
  await line.getByRole('button', { name: /^Restore manual-/ }).click()
  await asked.getByRole('button', { name: 'Restore' }).click()
  await page.getByText('A backup waits for the next start').waitFor()
  expect(await restoring()).toMatch(/^manual-/)
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Stay with what there is' }).click()
  await page.getByText('A backup waits for the next start').waitFor({ state: 'detached' })
  expect(await restoring()).toBe(null)
  await page.context().close()
})

describe('definitions as a file', () => {
  const file = (uid: string, more: object = {}) => ({
    bindery: 1,
    templates: [
      { uid: `tmpl_${uid}`, name: `Card ${uid}`, html: '<img src="https://cdn.example.com/x.png">', ...more },
    ],
    bindings: [
      {
        uid: `bind_${uid}`,
        name: `Import ${uid}`,
        templateId: `tmpl_${uid}`,
        mapping: {},
        dataSource: {
          type: 'http',
          url: 'https://api.example.org/',
          credentials: { type: 'bearer_token', set: false },
        },
      },
    ],
  })
  async function choose(page: Page, content: unknown): Promise<void> {
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: /Choose a file/ }).click()
    const text = typeof content === 'string' ? content : JSON.stringify(content)
    await (await chooser).setFiles({ name: 'other.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  }

  test('is exported as a download', async () => {
    const page = await open('portable')
    const saving = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export everything' }).click()
    const saved = await saving
    expect(saved.suggestedFilename()).toMatch(/^bindery-[\d-]+\.json$/)
    const exported = JSON.parse(readFileSync(await saved.path(), 'utf8'))
    expect(exported.bindings.map(({ name }: { name: string }) => name)).toEqual(['Bindery status (sample)'])
    await page.getByText(/^Exported as bindery-/).waitFor()

    await page.getByText('Some bindings').click()
    expect(await page.getByRole('button', { name: 'Export 0 bindings' }).isDisabled()).toBe(true)
    await page.getByRole('combobox', { name: 'Bindings' }).fill('status')
    await page.getByRole('option', { name: 'Bindery status (sample)' }).click()
    await page.getByRole('button', { name: 'Export 1 binding' }).waitFor()
    await page.context().close()
  })

  test('is imported once its plan was read: hosts, secrets, and nothing made before', async () => {
    const page = await open('importFile')
    await choose(page, file('one'))
    await page.getByText('1 template and 1 binding will be made.').waitFor()
    await page.getByText('Templates load from cdn.example.com.').waitFor()
    await page.getByText('api.example.org; needs a secret').waitFor()
    expect((await farm.call('GET', '/bindings/bind_one')).status).toBe(404)
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Approve and import 2' }).click()
    await page.getByText('Imported 1 template and 1 binding.').waitFor()
    expect(await page.getByRole('link', { name: 'Import one' }).getAttribute('href')).toBe('#/bindings/bind_one/edit')
    await expectAccessible(page)
    expect((await farm.call('GET', '/bindings/bind_one')).json.binding.needs_secret).toBe(true)

    await page.getByRole('button', { name: 'Import another file' }).click()
    await choose(page, file('one'))
    await page.getByText('All of it is here already').waitFor()
    expect(await page.getByRole('button', { name: 'Nothing to import' }).isDisabled()).toBe(true)
    await page.context().close()
  })

  test('that is none, or has a fault, is refused with the place of the fault', async () => {
    const page = await open('portable')
    await choose(page, 'hello')
    await page
      .getByRole('alert')
      .getByText(/It is not JSON/)
      .waitFor()
    await choose(page, file('two', { width: -1 }))
    await page.getByRole('alert').getByText('templates[0].width').waitFor()
    await expectAccessible(page)
    expect((await farm.call('GET', '/templates/tmpl_two')).status).toBe(404)
    await page.context().close()
  })
})

test('diagnostics are read first, then saved', async () => {
  const page = await open('diagnostics')
  await page.getByRole('button', { name: 'Show' }).click()
  await page.getByLabel('The diagnostics').getByText('"pictureLimitBytes"').waitFor()
  await expectAccessible(page)
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  expect((await saving).suggestedFilename()).toMatch(/^bindery-diagnostics-/)
  await page.context().close()
})

test('a browser says what belongs to the desktop app; its window has it', async () => {
  const page = await open('desktop')
  await page.getByText(/This is a browser\. Notifications, the tray/).waitFor()
  await page.addInitScript(() => {
    const state = {
      closeToTray: null as boolean | null,
      notifications: true,
      checkForUpdates: false,
      port: null,
      startAtLogin: false,
      hasTray: true,
      isPortGiven: false,
      canCheckForUpdates: false,
    }
    const desktop = {
      platform: 'linux',
      readToken: async () => sessionStorage.getItem('bindery.token'),
      readSettings: async () => state,
      changeSettings: async (update: object) => {
        if ('notifications' in update) throw new Error('The disk is full.')
        return { ...Object.assign(state, update) }
      },
    }
    Object.assign(window, { desktop })
  })
  await page.reload()
  const login = page.getByRole('switch', { name: 'Start at login' })
  // What is clicked is its track: the input itself lies hidden behind.
  await login.focus()
  await page.keyboard.press('Space')
  await row(page, 'startAtLogin').getByText('Saved').waitFor()
  expect(await login.isChecked()).toBe(true)
  await page.getByRole('switch', { name: 'Notifications' }).focus()
  await page.keyboard.press('Space')
  await page.getByText('The disk is full.').waitFor()
  expect(await page.getByRole('switch', { name: 'Notifications' }).isChecked()).toBe(true)
  await page.getByRole('textbox', { name: 'Port' }).fill('70000')
  await page.keyboard.press('Enter')
  await page.getByText('Write a port from 1 to 65535.').waitFor()
  await page.getByRole('textbox', { name: 'Port' }).fill('5050')
  await page.keyboard.press('Enter')
  await row(page, 'port').getByText('Saved').waitFor()
  expect(await page.getByRole('switch', { name: 'Tell of new versions' }).count()).toBe(0)
  await expectAccessible(page)
  await page.context().close()
})

test('by keyboard alone: go to the settings, search, and change what was found', async () => {
  const { page } = await visit(browser, farm)
  await page.locator('.status-bar').getByText('Live').waitFor()
  await page.keyboard.press('Control+6')
  await page.getByRole('heading', { name: 'Settings' }).waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('time zone')
  await row(page, 'timeZone').waitFor()
  expect(await row(page, 'locale').count()).toBe(0)
  for (let tabs = 0; tabs < 40; tabs++) {
    await page.keyboard.press('Tab')
    if ((await page.evaluate(() => document.activeElement?.getAttribute('aria-labelledby'))) === 'timeZone-title') break
  }
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Europe/Oslo')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await settings()).timeZone).toBe('Europe/Oslo')
  await page.keyboard.press('F6')
  await page.keyboard.press('/')
  await page.keyboard.press('Control+a')
  await page.keyboard.type('zeppelin')
  await page.getByText('No setting has that in it. Try another word.').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Server' }).waitFor()
  await page.context().close()
})

test('while the farm is away nothing can be saved, and what was written stays', async () => {
  const page = await open('region')
  await page.getByRole('combobox', { name: 'Language' }).fill('de-DE')
  await page.route('**/events*', (route) => route.abort())
  await page.route('**/settings', (route) => route.abort())
  await row(page, 'locale').getByRole('button', { name: 'Save' }).click()
  await row(page, 'locale').getByText('The farm does not answer.').waitFor()
  expect(await page.getByRole('combobox', { name: 'Language' }).inputValue()).toBe('de-DE')
  await page.context().close()
})

test.each([false, true])('axe finds nothing in any section (dark: %s)', { timeout: 120_000 }, async (dark) => {
  await farm.call('PATCH', '/settings', { allow: [{ host: 'nas.local' }] })
  const page = await open('server', { dark })
  for (const { id, title } of SECTIONS) {
    await page.goto(`${farm.farm.url}/app/#/settings/${id}`)
    await page.getByRole('heading', { name: title, level: 2 }).waitFor()
    await expectAccessible(page)
  }
  await page.keyboard.press('Control+k')
  await page.getByRole('textbox', { name: 'Search' }).fill('status')
  await page.getByText('Refresh Bindery status (sample)').waitFor()
  await expectAccessible(page)
  await farm.call('PATCH', '/settings', { allow: [] })
  await page.context().close()
})

test.each([900, 640])('at %i px nothing scrolls sideways', async (width) => {
  await farm.call('PATCH', '/settings', { allow: [{ host: `${'a-long-name.'.repeat(15)}example.com` }] })
  const page = await open('server', { width, height: 700 })
  for (const { id, title } of SECTIONS) {
    await page.goto(`${farm.farm.url}/app/#/settings/${id}`)
    await page.getByRole('heading', { name: title, level: 2 }).waitFor()
    const isWide = await page.evaluate(() =>
      [...document.querySelectorAll('html, main, [data-pane]')].some((each) => each.scrollWidth > each.clientWidth),
    )
    expect([id, isWide]).toEqual([id, false])
  }
  await farm.call('PATCH', '/settings', { allow: [] })
  await page.context().close()
})
