import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { app, asked, BrowserWindow } from './electron-stand-in.ts'
import { newDesktop, type TestDesktop } from './running-desktop.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

let desktop: TestDesktop
beforeEach(() => {
  desktop = newDesktop()
})
afterEach(() => desktop.end())

test('the entry has been evaluated before Electron is ready, or it would never be', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  app.ready = promise
  vi.spyOn(process, 'argv', 'get').mockReturnValue([
    'electron',
    '--no-sandbox',
    '.',
    '--ozone-platform=x11',
    '--port',
    '0',
    '--data-dir',
    desktop.dataDir,
    '--log-level',
    'silent',
  ])
  await import('../../../src/main/index.ts')
  expect(asked.paths.userData).toBe(join(desktop.dataDir, 'desktop'))
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
  expect(desktop.printed()).toMatch(words)
  expect(fresh.BrowserWindow.all).toEqual([])
})
