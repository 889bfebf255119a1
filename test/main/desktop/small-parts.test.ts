import { existsSync, fstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { announce } from '../../../src/main/desktop/announce.ts'
import { autostartEntry } from '../../../src/main/desktop/autostart-entry.ts'
import { createBursts } from '../../../src/main/desktop/bursts.ts'
import { handleClosing } from '../../../src/main/desktop/closing.ts'
import type { HealthChange } from '../../../src/main/desktop/health-changes.ts'
import { createLoginItem, wasOpenedAtLogin } from '../../../src/main/desktop/login-item.ts'
import { newerVersion } from '../../../src/main/desktop/new-version.ts'
import { openOutside } from '../../../src/main/desktop/open-outside.ts'
import type { Quitting } from '../../../src/main/desktop/quit.ts'
import { revivePage } from '../../../src/main/desktop/revive.ts'
import { openTray } from '../../../src/main/desktop/tray.ts'
import { hasTrayHost } from '../../../src/main/desktop/tray-host.ts'
import type { TrayActions, TrayView } from '../../../src/main/desktop/tray-menu.ts'
import { checkForUpdates, releaseFeedOf } from '../../../src/main/desktop/update-check.ts'
import type { Farm } from '../../../src/main/farm.ts'
import { findFreePort } from '../../../src/main/server/free-port.ts'
import { DEFAULT_DESKTOP_SETTINGS } from '../../../src/shared/desktop.ts'
import { closedPort, startServer } from '../../helpers/http-server.ts'
import { answers, app, asked, BrowserWindow, forgetAll, Tray } from './electron-stand-in.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))
afterEach(forgetAll)

const release = (tag: string, more = {}) => ({ tag_name: tag, html_url: 'https://example.org/r', ...more })

test.each([
  ['0.1.0', release('v0.1.1'), '0.1.1'],
  ['0.9.0', release('v0.10.0'), '0.10.0'],
  ['1.0.0-beta.1', release('1.0.0'), '1.0.0'],
  ['0.1.0', release('v0.1.0'), undefined],
  ['0.2.0', release('v0.1.9'), undefined],
  ['0.1.0', release('v9.0.0', { draft: true }), undefined],
  ['0.1.0', release('v9.0.0', { prerelease: true }), undefined],
  ['0.1.0', release('nightly'), undefined],
  ['0.1.0', release('v9.0.0', { html_url: 'http://example.org' }), undefined],
  ['0.1.0', release('v9.0.0', { html_url: 'file:///etc/passwd' }), undefined],
  ['0.1.0', 'no answer', undefined],
  ['0.1.0', null, undefined],
])('%s is offered, for %j, %s', (current, answer, version) => {
  expect(newerVersion(current, answer)?.version).toBe(version)
})

test('nothing is asked of the network until it is wanted, and a version is told once', async () => {
  const told: string[] = []
  answers.release = release('v9.9.9')
  const check = (isWanted: boolean, feed: string | null) =>
    checkForUpdates({
      feed,
      current: '0.1.0',
      isWanted: () => isWanted,
      onNewer: ({ version }) => told.push(version),
      firstMs: 0,
    })
  const checks = [check(false, 'https://example.org/feed'), check(true, null)]
  await sleep(50)
  expect(asked.fetched).toEqual([])
  checks.push(check(true, 'https://example.org/feed'))
  await expect.poll(() => told).toEqual(['9.9.9'])
  expect(asked.fetched).toEqual(['https://example.org/feed'])
  for (const { stop } of checks) stop()
})

test('a list of releases is asked by https alone', () => {
  expect(releaseFeedOf('https://example.org/feed')).toBe('https://example.org/feed')
  for (const named of [undefined, 1, 'http://example.org', 'file:///x', 'x']) expect(releaseFeedOf(named)).toBe(null)
})

test('changes that come together are told as one, and the next not before it has been quiet', async () => {
  const told: string[][] = []
  const change = (uid: string): HealthChange => ({ kind: 'recovered', uid, name: uid, runId: 'r' })
  const bursts = createBursts((changes) => told.push(changes.map(({ uid }) => uid)) > 0, {
    gatherMs: 20,
    quietMs: 600_000,
  })
  for (const uid of ['a', 'b', 'c']) bursts.add(change(uid))
  await expect.poll(() => told).toEqual([['a', 'b', 'c']])
  bursts.add(change('d'))
  await sleep(100)
  expect(told).toHaveLength(1)
  bursts.stop()
})

test.each([
  ['darwin', 'never asked', true],
  ['win32', 'never asked', true],
  ['linux', '(<true>,)\n', true],
  ['linux', '(<false>,)\n', false],
  ['linux', null, false],
] as const)('on %s, where the bus says %j, there is a tray: %s', async (platform, answer, has) => {
  const ask = async () => answer ?? Promise.reject(new Error('no such command'))
  expect(await hasTrayHost(platform, ask)).toBe(has)
})

test('an autostart entry quotes what a path may hold', () => {
  const exec = autostartEntry(['/opt/a b/bindery', '--data-dir', '/home/é/100% "$x" `y` \\z'])
    .split('\n')
    .find((line) => line.startsWith('Exec='))
  expect(exec).toBe('Exec="/opt/a b/bindery" "--data-dir" "/home/é/100%% \\\\"\\\\$x\\\\" \\\\`y\\\\` \\\\\\\\z"')
  expect(() => autostartEntry(['a\nExec=evil'])).toThrow()
})

test('starting at login is an autostart entry on Linux', () => {
  const home = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  const env = { XDG_CONFIG_HOME: home, APPIMAGE: '/opt/Bindery.AppImage' }
  app.isPackaged = true
  const item = createLoginItem({ platform: 'linux', env, root: '/app', dataDir: '/data' })
  const file = join(home, 'autostart', 'bindery.desktop')
  expect(item.isOn()).toBe(false)
  item.set(true)
  expect(item.isOn()).toBe(true)
  expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/Bindery.AppImage" "--hidden" "--data-dir" "/data"\n')
  item.set(false)
  expect(existsSync(file)).toBe(false)
  item.set(false)
  rmSync(home, { recursive: true })
})

test('and the system’s own elsewhere', () => {
  const item = createLoginItem({ platform: 'win32', env: {}, root: 'C:\\app', dataDir: 'C:\\my data' })
  item.set(true)
  // Electron quotes the arguments itself (its pull request 50016), and the path only where it is not quoted yet.
  expect(asked.login).toEqual({
    openAtLogin: true,
    path: `"${process.execPath}"`,
    args: ['C:\\app', '--hidden', '--data-dir', 'C:\\my data'],
  })
  expect(item.isOn()).toBe(true)
  answers.isStartupApproved = false
  expect(item.isOn()).toBe(false)
  expect(createLoginItem({ platform: 'darwin', env: {}, root: '/app', dataDir: '/data' }).isOn()).toBe(true)
})

test('macOS says itself that it has started it at login; the others pass a flag', () => {
  answers.wasOpenedAtLogin = true
  expect([wasOpenedAtLogin('darwin'), wasOpenedAtLogin('linux')]).toEqual([true, false])
  answers.wasOpenedAtLogin = false
  expect(wasOpenedAtLogin('darwin')).toBe(false)
})

test('a page whose process dies is shown anew, unless it dies again at once', async () => {
  const window = new BrowserWindow({})
  const reload = vi.fn(async () => {})
  let now = 0
  revivePage({ window } as never, reload, () => now)
  const die = (reason: string) => window.webContents.emit('render-process-gone', {}, { reason })
  die('clean-exit')
  expect(reload).toHaveBeenCalledTimes(0)
  now = 60_000
  die('crashed')
  expect(reload).toHaveBeenCalledTimes(1)
  now += 1_000
  die('crashed')
  expect(reload).toHaveBeenCalledTimes(1)
  now += 60_000
  die('oom')
  expect(reload).toHaveBeenCalledTimes(2)
})

test('a page that is left dead is shown anew to who opens the window', () => {
  const window = new BrowserWindow({})
  const reload = vi.fn(async () => {})
  revivePage({ window } as never, reload)
  window.show()
  expect(reload).toHaveBeenCalledTimes(0)
  window.webContents.hasCrashed = true
  window.show()
  expect(reload).toHaveBeenCalledTimes(1)
})

test.each([
  ['darwin', ['show', 'unfill', 'hide']],
  ['linux', ['show', 'hide']],
] as const)('on %s, closing a window in full screen is %j', async (platform, done) => {
  const window = new BrowserWindow({})
  const settings = { current: () => ({ ...DEFAULT_DESKTOP_SETTINGS, closeToTray: true }), change() {} }
  const quitting = { hasBegun: () => false } as Quitting
  handleClosing(window as never, { settings, hasTray: true, platform, quitting, onFault() {} })
  window.show()
  window.setFullScreen(true)
  await expect.poll(() => window.isFullScreen()).toBe(true)
  window.done = ['show']
  window.close()
  await expect.poll(() => window.done).toEqual(done)
})

test('the tray is set anew where it has changed, so that a menu that is open stays so', () => {
  const tray = openTray('/app', 'darwin', {} as TrayActions)
  const view: TrayView = {
    glance: { worst: 'ok', words: '2 healthy' },
    failures: [],
    running: 2,
    resumable: 0,
    address: 'http://127.0.0.1:4747',
  }
  tray.show(view)
  const [icon] = Tray.all
  const { menu } = icon ?? {}
  tray.show({ ...view, glance: { ...view.glance } })
  expect(icon?.menu).toBe(menu)
  tray.show({ ...view, running: 1 })
  expect(icon?.menu).not.toBe(menu)
})

test('where no browser can be opened the address is told', async () => {
  answers.hasBrowser = false
  openOutside('https://example.org/a')
  await expect.poll(() => asked.errors).toEqual(['No browser could be opened: The address is https://example.org/a'])
})

test('the token is said to a terminal, and not to the journal', () => {
  const { dev, ino } = fstatSync(1)
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const farm = { url: 'http://127.0.0.1:4747', keys: { sessionToken: 'secret' } } as Farm
  announce(farm, {})
  announce(farm, { JOURNAL_STREAM: '8:1' })
  announce(farm, { JOURNAL_STREAM: `${dev}:${ino}` })
  const lines = said.mock.calls.map(([text]) => String(text))
  said.mockRestore()
  expect(lines.map((text) => text.includes('secret'))).toEqual([true, true, false])
  for (const text of lines) expect(text).toMatch(/^Bindery is ready at http:\/\/127\.0\.0\.1:4747\n/)
})

test('a free port is the next one that is', async () => {
  const taken = await startServer(() => {}, { port: await closedPort() })
  const free = await findFreePort('127.0.0.1', taken.port)
  expect(free).toBeGreaterThan(taken.port)
  expect(await findFreePort('127.0.0.1', free)).toBe(free)
  await taken.stop()
})
