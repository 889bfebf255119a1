import { tmpdir } from 'node:os'
import type { CDPSession } from 'puppeteer-core'
import { launchBrowser } from '../../src/main/chromium/launch.ts'
import { createPatchTrust } from '../../src/main/chromium/patch-trust.ts'
import { createRenderProcess, type RenderProcess } from '../../src/main/chromium/render-process.ts'
import type { TestRenderer } from './chromium.ts'

/** Longer than any test may take. */
const FOR_EVER_MS = 600_000

/** One browser with its page, without the pool that would lend it out, and the session of that page. */
export async function startRenderProcess({
  renderer,
  proxy,
}: TestRenderer): Promise<{ process: RenderProcess; session: CDPSession }> {
  const path = renderer.state().path as string
  const launch = { path, proxyPort: proxy.port, sandbox: true, beginFrames: true, startLimitMs: 20_000, explain: true }
  const browser = await launchBrowser({ ...launch, cacheDir: tmpdir(), signal: new AbortController().signal })
  const sessions: CDPSession[] = []
  const open: typeof browser.open = async (place) => {
    const session = await browser.open(place)
    sessions.push(session)
    return session
  }
  const options = { proxy, resourceWaitMs: FOR_EVER_MS, trust: createPatchTrust() }
  const process = await createRenderProcess({ ...browser, open }, options)
  return { process, session: sessions[0] as CDPSession }
}
