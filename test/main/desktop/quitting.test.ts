import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { relaunch } from '../../../src/main/desktop/relaunch.ts'
import { startTestFarm } from '../../helpers/farm.ts'
import { answers, app, asked, BrowserWindow, newEvent, powerMonitor } from './electron-stand-in.ts'
import { newDesktop, type TestDesktop } from './running-desktop.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

let desktop: TestDesktop
beforeEach(() => {
  desktop = newDesktop()
})
afterEach(() => desktop.end())

const gone = () => expect.poll(() => asked.quits, { timeout: 20_000 }).toBe(1)

test('quitting closes the window and stops the farm first, however often it is asked for', async () => {
  const { farmUrl, tray } = await desktop.open()
  app.quit()
  app.quit()
  expect(asked.quits).toBe(0)
  expect(BrowserWindow.all).toEqual([])
  await gone()
  expect(tray.isGone).toBe(true)
  await expect(fetch(`${farmUrl}/status`)).rejects.toThrow()
})

test('quitting while the farm still starts stops it once it has started', async () => {
  const starting = desktop.start()
  app.quit()
  expect(asked.quits).toBe(0)
  await starting
  await gone()
  expect(BrowserWindow.all).toEqual([])
  expect(asked.errors).toEqual([])
  // The data dir is free again: the farm that was still starting has been stopped.
  await (await startTestFarm({ dataDir: desktop.dataDir })).stop()
})

test('what is not saved is asked about, and who stays has a farm that goes on', async () => {
  const { window, farmUrl } = await desktop.open()
  window.hasUnsaved = true
  answers.buttons = [/Stay/]
  app.quit()
  expect(asked.messages.map(({ options }) => options.message)).toEqual(['Leave without saving?'])
  expect(BrowserWindow.all).toEqual([window])
  expect((await fetch(`${farmUrl}/status`)).status).toBe(200)

  // Staying has ended the quitting: closing the window only hides it again.
  answers.buttons = [/Keep/]
  window.close()
  await expect.poll(() => window.done.at(-1)).toBe('hide')

  answers.buttons = [/Leave/]
  app.quit()
  await gone()
})

test('a restart starts again once the farm has stopped, and not at all for who stays', async () => {
  const { window, invoke } = await desktop.open()
  window.hasUnsaved = true
  answers.buttons = [/Stay/]
  await invoke('bindery:restart')
  expect(asked.relaunches).toEqual([])

  // What was called off is not made up for by a later end.
  answers.buttons = [/Leave/]
  app.quit()
  await gone()
  expect(asked.relaunches).toEqual([])

  await desktop.quitForNextStart()
  const again = await desktop.open()
  await again.invoke('bindery:restart')
  await gone()
  expect(asked.relaunches).toEqual([{ args: process.argv.slice(1) }])
})

test('what starts again has the same flags, is seen where it was, and is the AppImage that it came from', () => {
  vi.spyOn(process, 'argv', 'get').mockReturnValue(['bindery', '--hidden', '--port', '4748'])
  relaunch({ isSeen: true })
  vi.stubEnv('APPIMAGE', '/opt/Bindery.AppImage')
  relaunch({ isSeen: false })
  vi.unstubAllEnvs()
  expect(asked.relaunches).toEqual([
    { args: ['--port', '4748'] },
    { args: ['--hidden', '--port', '4748'], execPath: '/opt/Bindery.AppImage' },
  ])
})

test.each([
  ['SIGTERM', () => process.emit('SIGTERM')],
  ['SIGINT', () => process.emit('SIGINT')],
  ['Ctrl+Break', () => process.emit('SIGBREAK')],
  ['a shutdown of the machine', () => powerMonitor.emit('shutdown', newEvent({}))],
  ['the end of a session on Windows', () => BrowserWindow.all[0]?.emit('session-end', newEvent({}))],
] as const)('%s asks nothing, whatever is not saved', async (_name, end) => {
  const { window } = await desktop.open()
  window.hasUnsaved = true
  end()
  await gone()
  expect(asked.messages).toEqual([])
  expect(process.listenerCount('SIGHUP')).toBe(0)
})

test('a shutdown of the machine is held up until the farm has stopped', async () => {
  await desktop.open()
  const shutdown = newEvent({})
  powerMonitor.emit('shutdown', shutdown)
  expect(shutdown.isPrevented).toBe(true)
  await gone()
})
