import type { IpcMainInvokeEvent, WebContents } from 'electron'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CHANNELS } from '../../../src/preload/bridge.ts'
import { asked, handlers, newEvent, session } from './electron-stand-in.ts'
import { newDesktop, type TestDesktop } from './running-desktop.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

let desktop: TestDesktop
beforeEach(() => {
  desktop = newDesktop()
})
afterEach(() => desktop.end())

test('the page can go nowhere but to the UI, and open nothing', async () => {
  const { contents, farmUrl } = await desktop.open()
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

test('links open outside, by https alone, and the farm’s own reference and pictures', async () => {
  const { contents, farmUrl } = await desktop.open()
  for (const url of [
    'https://example.org/a',
    'http://example.org/b',
    'file:///etc/passwd',
    'smb://host/share',
    `${farmUrl}/docs`,
    `${farmUrl}/b/x.png`,
    `${farmUrl}/renders/x.png`,
    `${farmUrl}/webhooks/x`,
    `${farmUrl}/app/`,
    'not a url',
  ]) {
    expect(contents.open({ url } as Parameters<typeof contents.open>[0])).toEqual({ action: 'deny' })
  }
  expect(asked.external).toEqual([
    'https://example.org/a',
    ...['/docs', '/b/x.png', '/renders/x.png'].map((path) => `${farmUrl}${path}`),
  ])
})

test('every permission but writing the clipboard from the UI is refused', async () => {
  const { contents, farmUrl } = await desktop.open()
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
  const { farmUrl, contents } = await desktop.open()
  const read = (senderFrame: object | null) =>
    handlers.invoke[CHANNELS.readToken]?.({ senderFrame } as IpcMainInvokeEvent)
  const token = read({ url: contents.url, parent: null })
  const answer = await fetch(`${farmUrl}/bindings`, { headers: { authorization: `Bearer ${token}` } })
  expect(answer.status).toBe(200)
  expect(() => read({ url: 'https://evil.test/app/', parent: null })).toThrow()
  expect(() => read({ url: `${farmUrl}/b/x.png`, parent: null })).toThrow()
  expect(() => read({ url: contents.url, parent: {} })).toThrow()
  expect(() => read(null)).toThrow()
})

test('a request or a download of elsewhere goes nowhere, and none by a proxy', async () => {
  const { farmUrl } = await desktop.open()
  expect(asked.proxies).toEqual([{ mode: 'direct' }])
  const { port } = new URL(farmUrl)
  const isCancelled = (url: string) => {
    const decide = vi.fn()
    handlers.before?.({ url }, decide)
    return decide.mock.calls[0]?.[0].cancel
  }
  for (const url of [
    `${farmUrl}/bindings`,
    'data:image/png;base64,',
    `blob:${farmUrl}/1`,
    'devtools://devtools/x.js',
  ]) {
    expect(isCancelled(url), url).toBe(false)
  }
  for (const url of [
    'https://evil.test/',
    `http://127.0.0.1:${port}@evil.test/`,
    'ws://evil.test/',
    'file:///etc/passwd',
  ]) {
    expect(isCancelled(url), url).toBe(true)
  }
  const isKept = (url: string) => {
    const event = newEvent({})
    session.defaultSession.emit('will-download', event, { getURL: () => url })
    return !event.isPrevented
  }
  expect(isKept(`blob:${farmUrl}/5c1c`)).toBe(true)
  expect(isKept('https://evil.test/setup.exe')).toBe(false)
})
