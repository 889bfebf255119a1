import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findAppRoot } from '../../src/main/app-root.ts'
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
    await page.getByRole('link', { name: 'Bindery status (sample)' }).waitFor()
    expect(page.url()).not.toContain('token')
    expect(
      await page.evaluate(() => [
        typeof (globalThis as { require?: unknown }).require,
        Object.keys(window.desktop ?? {}),
      ]),
    ).toEqual(['undefined', ['platform', 'readToken']])
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

  test('a second start ends at once and leaves the first alone', async () => {
    const second = await launch().catch(() => null)
    if (second) await expect.poll(() => second.process().exitCode, { timeout: 20_000 }).not.toBe(null)
    expect(app.windows()).toHaveLength(1)
  })

  test('quitting ends the farm and the process', async () => {
    const page = await app.firstWindow()
    const { origin } = new URL(page.url())
    const running = app.process()
    await app.close()
    await expect.poll(() => running.exitCode, { timeout: 20_000 }).toBe(0)
    await expect(fetch(`${origin}/status`)).rejects.toThrow()
  })
})
