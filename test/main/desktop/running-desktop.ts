import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { IpcMainInvokeEvent } from 'electron'
import { expect, vi } from 'vitest'
import { type DesktopStart, runDesktop } from '../../../src/main/desktop/desktop.ts'
import { createLog } from '../../../src/main/log/logging.ts'
import { findAppRoot } from '../../../src/main/process/app-root.ts'
import type { FarmOptions } from '../../../src/main/process/options.ts'
import type { Channel } from '../../../src/preload/bridge.ts'
import { app, asked, BrowserWindow, forgetAll, handlers, type StandInContents, Tray } from './electron-stand-in.ts'

/** A desktop on a data dir of its own and on the stand-in; the farm in it is a real one. */
export interface TestDesktop {
  dataDir: string
  /** All that was printed. */
  printed(): string
  start(options?: Partial<FarmOptions>, more?: Partial<DesktopStart>): Promise<void>
  open(options?: Partial<FarmOptions>, more?: Partial<DesktopStart>): Promise<Opened>
  /** So that it can be started once more, as after the process has ended. */
  quitForNextStart(): Promise<void>
  /** Ends what still runs and removes the data dir. */
  end(): Promise<void>
}

export interface Opened {
  window: BrowserWindow
  contents: StandInContents
  farmUrl: string
  tray: Tray
  /** Asks as the farm's own page. */
  invoke<T>(channel: Channel, given?: unknown): Promise<T>
  /** Calls the farm's API with this launch's token. */
  call(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }>
}

/** To be made before each test. */
export function newDesktop(): TestDesktop {
  forgetAll()
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  let printed = ''
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text)
      return true
    })
  }

  const start: TestDesktop['start'] = (options, more) =>
    runDesktop({
      options: { ...optionsOf(dataDir), ...options },
      root: findAppRoot(),
      log: createLog('silent'),
      isPortGiven: true,
      isHidden: false,
      hasTray: async () => true,
      ...more,
    })

  async function quit(): Promise<void> {
    if (app.listenerCount('will-quit') === 0 || asked.quits > 0) return
    for (const window of BrowserWindow.all) window.hasUnsaved = false
    app.quit()
    await expect.poll(() => asked.quits, { timeout: 20_000 }).toBe(1)
  }

  return {
    dataDir,
    printed: () => printed,
    start,
    async quitForNextStart() {
      await quit()
      asked.quits = 0
      app.removeAllListeners()
    },
    async open(options, more) {
      await start(options, more)
      return opened()
    },
    async end() {
      vi.restoreAllMocks()
      await quit()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

function opened(): Opened {
  const window = BrowserWindow.all.at(-1)
  if (!window) throw new Error(`No window was opened: ${asked.errors}`)
  const { webContents } = window
  const farmUrl = new URL(webContents.url).origin
  const invoke = async (channel: Channel, given?: unknown) =>
    handlers.invoke[channel]?.({ senderFrame: { url: webContents.url, parent: null } } as IpcMainInvokeEvent, given)
  return {
    window,
    contents: webContents,
    farmUrl,
    tray: Tray.all.at(-1) as Tray,
    invoke: invoke as Opened['invoke'],
    async call(method, path, body) {
      const token = await invoke('bindery:token')
      const answer = await fetch(`${farmUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      return { status: answer.status, json: (await answer.json()) as unknown }
    },
  }
}

const optionsOf = (dataDir: string): FarmOptions => ({
  port: 0,
  host: '127.0.0.1',
  dataDir,
  apiKey: null,
  apiKeyFile: null,
  allowHosts: ['127.0.0.1'],
  publicUrl: null,
  serverNames: [],
  logLevel: 'silent',
  chromium: null,
  chromiumEndpoints: [],
  pageProxyListen: null,
  pageProxyAddress: null,
})
