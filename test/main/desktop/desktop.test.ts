import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CHANNELS, GO_CHANNEL } from '../../../src/preload/bridge.ts'
import { answers, app, asked, BrowserWindow, Menu, type StandInMenu, screen, Tray } from './electron-stand-in.ts'
import { newDesktop, type TestDesktop } from './running-desktop.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

let desktop: TestDesktop
beforeEach(() => {
  desktop = newDesktop()
})
afterEach(() => desktop.end())

test('the window is sandboxed, shows the UI of a farm that answers, and has no token in its address', async () => {
  const { window, farmUrl } = await desktop.open()
  expect(window.options.webPreferences).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    spellcheck: false,
  })
  expect(window.webContents.url).toBe(`${farmUrl}/app/`)
  expect(window.done).toEqual(['show'])
  expect((await fetch(`${farmUrl}/status`)).status).toBe(200)
  expect(desktop.printed().split('\n')[0]).toBe(`Bindery is ready at ${farmUrl}`)
  expect(asked.paths.userData).toBe(join(desktop.dataDir, 'desktop'))
})

test.each([
  ['second-instance', 'a second start'],
  ['activate', 'a click in the dock'],
])('%s: %s brings the window forward, restored, and from the tray', async (event) => {
  const { window } = await desktop.open()
  window.minimize()
  window.done = []
  app.emit(event, {}, [], '')
  expect(window.done).toEqual(['restore', 'show', 'focus'])
  window.hide()
  app.emit(event, {}, [], '')
  expect(window.isUp).toBe(true)
})

test('the second one itself starts nothing and quits', async () => {
  app.isFirst = false
  await desktop.start()
  expect(asked.quits).toBe(1)
  expect(BrowserWindow.all).toEqual([])
})

test.each([
  [true, []],
  [false, ['minimize']],
])('started at login it is out of the way: with a tray (%s) %j', async (hasTray, done) => {
  const opening = desktop.open({}, { isHidden: true, hasTray: async () => hasTray })
  // macOS sends this at every start.
  app.emit('activate')
  const { window } = await opening
  expect(window.done).toEqual(done)
  expect(Tray.all).toHaveLength(hasTray ? 1 : 0)
})

test('a start at login brings no window forward', async () => {
  const { window } = await desktop.open()
  window.hide()
  app.emit('second-instance', {}, ['bindery', '--hidden', '--data-dir', desktop.dataDir], '')
  expect(window.isUp).toBe(false)
})

test('a second start while a hidden one still starts shows its window', async () => {
  const starting = desktop.start({}, { isHidden: true })
  app.emit('second-instance', {}, [], '')
  await starting
  expect(BrowserWindow.all[0]?.isUp).toBe(true)
})

test('the window opens where it was, as it was', async () => {
  const { window } = await desktop.open()
  window.setBounds({ x: 300, y: 200, width: 900, height: 700 })
  window.maximize()
  await desktop.quitForNextStart()

  const again = await desktop.open()
  expect(again.window.options).toMatchObject({ x: 300, y: 200, width: 900, height: 700 })
  expect(again.window.done).toEqual(['maximize', 'show'])
})

test('a start that nobody saw leaves the window as it was', async () => {
  const { window } = await desktop.open()
  window.maximize()
  await desktop.quitForNextStart()
  const hidden = await desktop.open({}, { isHidden: true })
  hidden.window.emit('resize')
  await desktop.quitForNextStart()

  const again = await desktop.open()
  expect(again.window.done).toEqual(['maximize', 'show'])
})

test('a window on a screen that was unplugged comes back', async () => {
  screen.plugIn({ x: 1920, y: 0, width: 1920, height: 1080 })
  const { window } = await desktop.open()
  window.setBounds({ x: 2400, y: 100, width: 800, height: 600 })
  screen.plugIn()
  expect(window.bounds).toEqual({ x: 560, y: 220, width: 800, height: 600 })
})

test('closing asks once; running on, it stays in the tray and comes back from there', async () => {
  const { window, tray, farmUrl } = await desktop.open()
  answers.buttons = [/Cancel/, /Keep running/]
  expect(window.close()).toBe(false)
  await expect.poll(() => asked.messages.length).toBe(1)
  expect(window.isUp).toBe(true)

  window.close()
  await expect.poll(() => window.done.at(-1)).toBe('hide')
  tray.emit('click')
  expect(window.isUp).toBe(true)

  window.close()
  expect(window.done.at(-1)).toBe('hide')
  expect(asked.messages).toHaveLength(2)
  expect((await fetch(`${farmUrl}/status`)).status).toBe(200)
})

test('with no tray, closing minimises', async () => {
  const { window } = await desktop.open({}, { hasTray: async () => false })
  answers.buttons = [/Keep running/]
  window.close()
  await expect.poll(() => window.done.at(-1)).toBe('minimize')
  expect(asked.messages[0]?.options.detail).toMatch(/minimised/)
})

test('who would rather quit is not asked again either', async () => {
  const { window } = await desktop.open()
  answers.buttons = [/Quit/]
  window.close()
  await expect.poll(() => asked.quits, { timeout: 20_000 }).toBe(1)
  await desktop.quitForNextStart()

  const again = await desktop.open()
  again.window.close()
  await expect.poll(() => asked.quits, { timeout: 20_000 }).toBe(1)
  expect(asked.messages).toHaveLength(1)
})

test('the app menu leads to places in the page, and holds no reload or tools where it is packaged', async () => {
  const { contents, farmUrl } = await desktop.open()
  const roles = () => JSON.stringify(Menu.shown?.items)
  expect(roles()).toMatch(/toggleDevTools/)
  Menu.shown?.click('New binding')
  expect(contents.sent).toEqual([[GO_CHANNEL, '#/bindings/new']])
  Menu.shown?.click('API reference')
  expect(asked.external).toEqual([`${farmUrl}/docs`])
  Menu.shown?.click('Show the log')
  expect(asked.shown).toEqual([join(desktop.dataDir, 'bindery.log')])
  await desktop.quitForNextStart()

  app.isPackaged = true
  const packaged = await desktop.open()
  expect(roles()).not.toMatch(/reload|DevTools/i)
  expect(roles()).toMatch(/"editMenu".*"quit"|"quit".*"editMenu"/)
  expect(packaged.window.options.webPreferences?.devTools).toBe(false)
})

test('a right click offers what can be done with a text or a picture, and else nothing', async () => {
  const { contents } = await desktop.open()
  const none = { isEditable: false, selectionText: '', mediaType: 'none', hasImageContents: false, x: 3, y: 4 }
  const can = { canCut: false, canCopy: false, canPaste: true, canSelectAll: true }
  const clickOn = (what: object) => {
    Menu.popped = null
    contents.emit('context-menu', {}, { ...none, editFlags: can, ...what })
    return Menu.popped as StandInMenu | null
  }
  expect(clickOn({})).toBe(null)
  expect(clickOn({ isEditable: true })?.items).toMatchObject([
    { role: 'cut', enabled: false },
    { role: 'copy', enabled: false },
    { role: 'paste', enabled: true },
    { type: 'separator' },
    { role: 'selectAll', enabled: true },
  ])
  expect(clickOn({ selectionText: 'a word' })?.items).toEqual([{ role: 'copy' }])
  clickOn({ mediaType: 'image', hasImageContents: true })?.click('Copy picture')
  expect(contents.copiedAt).toEqual([[3, 4]])
})

test('the settings of the desktop are read, changed and kept', async () => {
  const { invoke } = await desktop.open({}, { isPortGiven: false })
  const usual = { closeToTray: null, notifications: true, checkForUpdates: false, port: null }
  const facts = { hasTray: true, isPortGiven: false, canCheckForUpdates: false }
  vi.stubEnv('XDG_CONFIG_HOME', join(desktop.dataDir, 'config'))
  expect(await invoke(CHANNELS.readSettings)).toEqual({ ...usual, ...facts, startAtLogin: false })
  const change = { notifications: false, closeToTray: true }
  expect(await invoke(CHANNELS.changeSettings, change)).toMatchObject({ ...usual, ...change })
  await expect(invoke(CHANNELS.changeSettings, { port: 99_999 })).rejects.toThrow()
  await expect(invoke(CHANNELS.changeSettings, { anything: true })).rejects.toThrow()
  await desktop.quitForNextStart()

  const again = await desktop.open()
  expect(await again.invoke(CHANNELS.readSettings)).toMatchObject({ ...usual, ...change, isPortGiven: true })
  vi.unstubAllEnvs()
})
