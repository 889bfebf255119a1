import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { cacheFolder } from '../../src/main/chromium/cache-folder.ts'
import { findChromium } from '../../src/main/chromium/find.ts'
import { type ServedBrowser, serveBrowser } from '../../src/main/chromium/serve-browser.ts'

/** Where the browser is that the farms of tests draw with. */
export async function chromiumPath(): Promise<string> {
  const found = await findChromium({ named: null, dataDir: join(tmpdir(), 'none'), cacheDir: cacheFolder() })
  if (!found) throw new Error('There is no Chromium')
  return found.path
}

/** A plain Chromium with a port for its DevTools, as it would run on another machine. Ends with the test. */
export async function startRemoteChromium(port = 0): Promise<ServedBrowser> {
  const place = { cacheDir: cacheFolder(), address: '127.0.0.1', port, farms: [] }
  const browser = await serveBrowser({ path: await chromiumPath(), ...place })
  onTestFinished(() => browser.stop())
  return browser
}

/** What such a browser has open. */
export async function devtoolsOf(url: string): Promise<{ id: string; type: string }[]> {
  return (await fetch(`${url}/json/list`)).json() as Promise<{ id: string; type: string }[]>
}
