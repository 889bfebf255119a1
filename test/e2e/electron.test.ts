import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findAppRoot } from '../../src/main/process/app-root.ts'
import { CHANNELS } from '../../src/preload/bridge.ts'
import { buildUi } from './built-ui.ts'

/** The desktop in a real Electron. It runs where there is Electron's binary and a display, and says so where not. */

const root = findAppRoot()

/** Electron's executable, or why it can't be run here. */
function findElectron(): { path: string } | { reason: string } {
  const folder = join(root, 'node_modules', 'electron')
  const pointer = join(folder, 'path.txt')
  const path = existsSync(pointer) ? join(folder, 'dist', readFileSync(pointer, 'utf8')) : null
  if (path === null || !existsSync(path)) return { reason: "Electron's binary is not here" }
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
  return hasDisplay ? { path } : { reason: 'there is no display' }
}

const electron = findElectron()
const reason = 'reason' in electron ? electron.reason : null

describe.skipIf(reason !== null)(reason === null ? 'the desktop' : `the desktop (skipped: ${reason})`, () => {
  let dataDir: string
  let app: ElectronApplication

  beforeAll(async () => {
    buildUi()
    dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
    app = await launch()
  }, 120_000)
  afterAll(async () => {
    await app?.close()
    if (dataDir) rmSync(dataDir, { recursive: true, force: true })
  })

  function launch(): Promise<ElectronApplication> {
    if (!('path' in electron)) throw new Error(electron.reason)
    // As root there is no sandbox to be had, and Electron would not start.
    const env = { ...process.env, ...(process.getuid?.() === 0 && { ELECTRON_DISABLE_SANDBOX: '1' }) } as Record<
      string,
      string
    >
    return _electron.launch({ executablePath: electron.path, args: [root, '--port', '0', '--data-dir', dataDir], env })
  }

  test('opens on the sample binding, with no token in the address and no Node in the page', async () => {
    const page = await app.firstWindow()
    // The first start of a data folder begins with the first steps.
    await page.getByRole('button', { name: 'Skip all' }).click()
    await page.getByRole('link', { name: 'Bindery status (sample)' }).waitFor()
    expect(page.url()).not.toContain('token')
    expect(
      await page.evaluate(() => [
        typeof (globalThis as { require?: unknown }).require,
        Object.keys(window.desktop ?? {}),
      ]),
    ).toEqual(['undefined', ['platform', ...Object.keys(CHANNELS)]])
  })

  test('goes nowhere else and opens no other window', async () => {
    const page = await app.firstWindow()
    const before = page.url()
    await page.evaluate(() => {
      window.open('http://127.0.0.1:9/elsewhere')
      location.href = '/status'
    })
    await page.getByRole('link', { name: 'Bindery status (sample)' }).waitFor()
    expect(page.url()).toBe(before)
    expect(app.windows()).toHaveLength(1)
  })

  test('copies a URL, the one thing that a page is allowed', async () => {
    const page = await app.firstWindow()
    await page.getByRole('button', { name: 'More for Bindery status (sample)' }).click()
    await page.getByRole('menuitem', { name: 'Copy URL' }).click()
    await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('/b/bind_')
  })

  test('saves and opens files where the dialogs say', async () => {
    const page = await app.firstWindow()
    const path = join(dataDir, 'saved.json')
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => ({ canceled: false, filePath })
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [filePath] })
    }, path)
    const save = () => window.desktop?.saveFile({ kind: 'definitions', name: 'x.json', content: '{"é":1}' })
    expect(await page.evaluate(save)).toEqual({ state: 'saved', name: 'saved.json' })
    expect(readFileSync(path, 'utf8')).toBe('{"é":1}')
    const opened = await page.evaluate(() => window.desktop?.openFile('definitions'))
    expect(opened).toEqual({ state: 'opened', name: 'saved.json', text: '{"é":1}' })
    const bad = () => window.desktop?.saveFile({ kind: 'program' as 'picture', name: 'x', content: '' })
    await expect(page.evaluate(bad)).rejects.toThrow()
  })

  test('the menu leads to a place in the page without loading it again', async () => {
    const page = await app.firstWindow()
    await page.evaluate(() => {
      document.title = 'not loaded again'
    })
    await app.evaluate(({ Menu }) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? []
      items.find(({ label }) => label === 'New binding')?.click()
    })
    await expect.poll(() => new URL(page.url()).hash).toBe('#/bindings/new')
    expect(await page.title()).toBe('not loaded again')
    await page.evaluate(() => {
      location.hash = '#/bindings'
    })
  })

  test('closing the window asks once and leaves the farm running', async () => {
    const page = await app.firstWindow()
    const isSeen = () =>
      app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((w) => w.isVisible() && !w.isMinimized()))
    await app.evaluate(({ dialog, BrowserWindow }) => {
      dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false })
      BrowserWindow.getAllWindows()[0]?.close()
    })
    await expect.poll(isSeen).toBe(false)
    expect((await fetch(`${new URL(page.url()).origin}/status`)).status).toBe(200)
    expect(JSON.parse(readFileSync(join(dataDir, 'desktop.json'), 'utf8')).closeToTray).toBe(true)
    await app.evaluate(({ app }) => app.emit('second-instance', {}, [], ''))
    await expect.poll(isSeen).toBe(true)
  })

  test('a second start ends at once and leaves the first alone', async () => {
    const second = await launch().catch(() => null)
    if (second) await expect.poll(() => second.process().exitCode, { timeout: 20_000 }).not.toBe(null)
    expect(app.windows()).toHaveLength(1)
  })

  test('quitting ends the farm and the process; the window opens again where it was', async () => {
    const page = await app.firstWindow()
    const { origin } = new URL(page.url())
    const running = app.process()
    const bounds = { x: 60, y: 70, width: 900, height: 600 }
    await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setBounds(to), bounds)
    const placed = await boundsOf(app)
    await app.close()
    await expect.poll(() => running.exitCode, { timeout: 20_000 }).toBe(0)
    await expect(fetch(`${origin}/status`)).rejects.toThrow()

    app = await launch()
    await app.firstWindow()
    expect(await boundsOf(app)).toEqual(placed)
  })
})

const boundsOf = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds())
