import { expect, test, vi } from 'vitest'
import { CHANNELS, type DesktopBridge, GO_CHANNEL } from '../../../src/preload/bridge.ts'
import { exposed, ipcRenderer } from './electron-stand-in.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

test('the page gets one call for each thing that it may ask, and is led by the fragment of its address', async () => {
  vi.stubGlobal('location', { hash: '' })
  await import('../../../src/preload/index.ts')
  expect(Object.keys(exposed)).toEqual(['desktop'])
  const { platform, ...calls } = exposed.desktop as DesktopBridge
  expect(platform).toBe(process.platform)
  expect(Object.keys(calls).sort()).toEqual(Object.keys(CHANNELS).sort())

  const request = { kind: 'definitions', name: 'x.json', content: 'x' } as const
  expect(await calls.saveFile(request)).toBe('answered')
  await calls.openFile('definitions')
  await calls.changeSettings({ port: 5000 })
  expect(ipcRenderer.invoked).toEqual([
    [CHANNELS.saveFile, request],
    [CHANNELS.openFile, 'definitions'],
    [CHANNELS.changeSettings, { port: 5000 }],
  ])

  ipcRenderer.emit(GO_CHANNEL, {}, '#/runs')
  expect(location.hash).toBe('#/runs')
  vi.unstubAllGlobals()
})
