import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { findAppRoot } from '../../../src/main/app-root.ts'
import { runDesktop } from '../../../src/main/desktop/desktop.ts'
import type { FarmOptions } from '../../../src/main/options.ts'
import { TOKEN_CHANNEL } from '../../../src/preload/bridge.ts'
import { startTestFarm } from '../../helpers/farm.ts'
import { startServer } from '../../helpers/http-server.ts'
import { app, asked, BrowserWindow, forgetAll, handlers, newEvent, type StandInContents } from './electron-stand-in.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

let dataDir: string
let printed: string
beforeEach(() => {
  forgetAll()
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  printed = ''
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text)
      return true
    })
  }
})
afterEach(async () => {
  vi.restoreAllMocks()
  await quit()
  rmSync(dataDir, { recursive: true, force: true })
})

const optionsWith = (more: Partial<FarmOptions> = {}): FarmOptions => ({
  port: 0,
  host: '127.0.0.1',
  dataDir,
  apiKey: null,
  apiKeyFile: null,
  allowHosts: [],
  publicUrl: null,
  serverNames: [],
  logLevel: 'silent',
  chromium: null,
  ...more,
})

const start = (more?: Partial<FarmOptions>) => runDesktop(optionsWith(more), findAppRoot())

async function quit(): Promise<void> {
  if (app.listenerCount('before-quit') === 0 || asked.quits > 0) return
  app.quit()
  await expect.poll(() => asked.quits, { timeout: 20_000 }).toBe(1)
}

interface Opened {
  window: BrowserWindow
  contents: StandInContents
  farmUrl: string
}

async function open(): Promise<Opened> {
  await start()
  const [window] = BrowserWindow.all
  if (!window) throw new Error('No window was opened')
  return { window, contents: window.webContents, farmUrl: new URL(window.webContents.url).origin }
}

test('the window is sandboxed, shows the UI of a farm that answers, and has no token in its address', async () => {
  const { window, farmUrl } = await open()
  expect(window.options.webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false })
  expect(window.webContents.url).toBe(`${farmUrl}/app/`)
  expect(window.done).toEqual(['show'])
  expect((await fetch(`${farmUrl}/status`)).status).toBe(200)
  expect(printed.split('\n')[0]).toBe(`Bindery is ready at ${farmUrl}`)
  expect(asked.paths.userData).toBe(join(dataDir, 'desktop'))
})

test('a second start brings the window forward, restored', async () => {
  const { window } = await open()
  window.minimized = true
  window.done = []
  app.emit('second-instance', {}, [], '')
  expect(window.done).toEqual(['restore', 'show', 'focus'])
})

test('the second one itself starts nothing and quits', async () => {
  app.isFirst = false
  await start()
  expect(asked.quits).toBe(1)
  expect(BrowserWindow.all).toEqual([])
})

test('the page can go nowhere but to the UI, and open nothing', async () => {
  const { contents, farmUrl } = await open()
  const port = new URL(farmUrl).port
  const blocked = (kind: string, url: string): boolean => {
    const event = newEvent({ url })
    contents.emit(kind, event)
    return event.isPrevented
  }
  for (const kind of ['will-navigate', 'will-redirect']) {
    expect(blocked(kind, `${farmUrl}/app/#/templates`)).toBe(false)
    for (const url of [
      `${farmUrl}/status`,
      `${farmUrl}/app/../b/x.png`,
      `http://127.0.0.1:${Number(port) - 1}/app/`,
      `http://127.0.0.1:${port}@evil.test/app/`,
      'https://evil.test/app/',
      'file:///etc/passwd',
      'javascript:alert(1)',
    ]) {
      expect(blocked(kind, url), `${kind} ${url}`).toBe(true)
    }
  }
  expect(blocked('will-attach-webview', '')).toBe(true)
})

test('links open outside, by https alone, and the farm’s own reference', async () => {
  const { contents, farmUrl } = await open()
  for (const url of [
    'https://example.org/a',
    'http://example.org/b',
    'file:///etc/passwd',
    'smb://host/share',
    `${farmUrl}/docs`,
    `${farmUrl}/b/x.png`,
    'not a url',
  ]) {
    expect(contents.open({ url } as Parameters<typeof contents.open>[0])).toEqual({ action: 'deny' })
  }
  expect(asked.external).toEqual(['https://example.org/a', `${farmUrl}/docs`])
})

test('every permission but writing the clipboard from the UI is refused', async () => {
  const { contents, farmUrl } = await open()
  const ask = (permission: string, url: string) => {
    const decide = vi.fn()
    const asking = { getURL: () => url } as WebContents
    handlers.request?.(asking, permission as 'media', decide, {} as never)
    const checked = handlers.check?.(asking, permission as 'media', url, {} as never)
    return [decide.mock.calls, checked]
  }
  expect(ask('clipboard-sanitized-write', contents.url)).toEqual([[[true]], true])
  expect(ask('clipboard-sanitized-write', 'https://evil.test/')).toEqual([[[false]], false])
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'unknown']) {
    expect(ask(permission, `${farmUrl}/app/`), permission).toEqual([[[false]], false])
  }
  expect(handlers.device?.({} as never)).toBe(false)
})

test('the token is given to the farm’s own top page, and works; to no other', async () => {
  const { farmUrl, contents } = await open()
  const read = (senderFrame: object | null) => handlers.invoke[TOKEN_CHANNEL]?.({ senderFrame } as IpcMainInvokeEvent)
  const token = read({ url: contents.url, parent: null })
  const answer = await fetch(`${farmUrl}/bindings`, { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
  expect(() => read({ url: 'https://evil.test/app/', parent: null })).toThrow()
  expect(() => read({ url: `${farmUrl}/b/x.png`, parent: null })).toThrow()
  expect(() => read({ url: contents.url, parent: {} })).toThrow()
  expect(() => read(null)).toThrow()
})

test('quitting hides the window and stops the farm first, however often it is asked for', async () => {
  const { window, farmUrl } = await open()
  app.quit()
  app.quit()
  expect(asked.quits).toBe(0)
  expect(window.done.at(-1)).toBe('hide')
  await expect.poll(() => asked.quits, { timeout: 20_000 }).toBe(1)
  await expect(fetch(`${farmUrl}/status`)).rejects.toThrow()
})

test('quitting while the farm still starts stops it once it has started', async () => {
  const starting = start()
  app.quit()
  expect(asked.quits).toBe(0)
  await starting
  await expect.poll(() => asked.quits, { timeout: 20_000 }).toBe(1)
  expect(BrowserWindow.all).toEqual([])
  expect(asked.errors).toEqual([])
  // The data dir is free again: the farm that was still starting has been stopped.
  await (await startTestFarm({ dataDir })).stop()
})

test.each([
  [
    'a taken port',
    async () => {
      const taken = await startServer(() => {})
      return { more: { port: taken.port }, end: () => taken.stop() }
    },
    /taken/,
  ],
  [
    'an unwritable data dir',
    async () => {
      writeFileSync(join(dataDir, 'a-file'), '')
      return { more: { dataDir: join(dataDir, 'a-file', 'data') }, end: async () => {} }
    },
    /data folder/,
  ],
] as const)('%s is explained in a dialog, and ends it', async (_name, make, words) => {
  const { more, end } = await make()
  await start(more)
  expect(asked.errors).toHaveLength(1)
  expect(asked.errors[0]).toMatch(/^Bindery cannot start: /)
  expect(asked.errors[0]).toMatch(words)
  expect(asked.exits).toEqual([1])
  expect(BrowserWindow.all).toEqual([])
  await end()
  app.removeAllListeners()
})

test('the entry has been evaluated before Electron is ready, or it would never be', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  app.ready = promise
  vi.spyOn(process, 'argv', 'get').mockReturnValue([
    'electron',
    '.',
    '--port',
    '0',
    '--data-dir',
    dataDir,
    '--log-level',
    'silent',
  ])
  await import('../../../src/main/index.ts')
  expect(asked.paths.userData).toBe(join(dataDir, 'desktop'))
  expect(BrowserWindow.all).toEqual([])
  resolve()
  await expect.poll(() => BrowserWindow.all.length, { timeout: 20_000 }).toBe(1)
})

test.each([
  ['--version', 0, /^\d+\.\d+\.\d+\n$/],
  ['--no-such-flag', 2, /^bindery: .*unknown option.*\n$/],
])('%s starts nothing and exits %i', async (flag, code, words) => {
  vi.resetModules()
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['electron', '.', flag])
  const fresh = (await import('electron')) as unknown as typeof import('./electron-stand-in.ts')
  await import('../../../src/main/index.ts')
  expect(fresh.asked.exits).toEqual([code])
  expect(printed).toMatch(words)
  expect(fresh.BrowserWindow.all).toEqual([])
})
