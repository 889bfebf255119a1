import type { ConnectionTransport } from 'puppeteer-core'
import sharp from 'sharp'
import { Problem } from '../../../shared/errors.ts'
import { orAborted } from '../../aborted.ts'
import { attempt } from '../attempt.ts'
import { heed } from '../heed.ts'
import type { ProxyLogin } from '../page.ts'
import type { RenderProcess } from '../render-process.ts'
import { openRemoteBrowser, type RemoteBrowser } from './remote-browser.ts'
import { dangerousFlags, missingFlags } from './remote-flags.ts'
import { createRemoteWorker, openPlace } from './remote-worker.ts'
import { specimen } from './specimen.ts'
import type { Standard } from './standard.ts'

/** The farm's filtering proxy as browsers elsewhere reach it, and what tells whether they use it. */
export interface WatchedProxy extends ProxyLogin {
  host: string
  canary(): { through: string; direct: string; cameThrough: boolean; cameDirect: boolean; release(): void }
}

export interface AdmissionParts {
  /** Opens a connection to the endpoint. */
  connect(signal: AbortSignal): Promise<ConnectionTransport>
  proxy: WatchedProxy
  standard: Standard
  /** Milliseconds that a page's images and the like are waited for. */
  resourceWaitMs: number
}

export interface Admitted {
  worker: RenderProcess
  browser: RemoteBrowser
}

/** Milliseconds until it has said what it is. */
const CONNECT_LIMIT_MS = 10_000
/** Milliseconds for the first page, over however slow a line. */
const FIRST_PAGE_LIMIT_MS = 15_000

/**
 * Connects to a browser elsewhere, and lets it draw only where its pictures are those of the farm's own and its pages
 * reach the network through the farm's proxy alone.
 * @throws {Problem} with `retriable: false` where it is as it should not be
 */
export async function admit(parts: AdmissionParts, signal: AbortSignal): Promise<Admitted> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new Problem('unavailable', 'It did not answer in time.')), CONNECT_LIMIT_MS)
  const limited = AbortSignal.any([signal, late.signal])
  const browser = await parts
    .connect(limited)
    .then((transport) => openRemoteBrowser(transport, limited))
    .finally(() => clearTimeout(timer))
  const silent = Promise.withResolvers<never>()
  const forget = heed(browser.silent, (cause) => silent.reject(gone(cause)))
  try {
    return await Promise.race([check(browser, parts, signal), silent.promise])
  } catch (error) {
    // What it was asked for is then no fault of its way to the network.
    const hasGone = browser.isOver
    await browser.kill()
    signal.throwIfAborted()
    throw hasGone ? gone(error) : error
  } finally {
    forget()
  }
}

const gone = (cause: unknown): Problem =>
  new Problem('unavailable', 'It went away, or fell silent, while it was looked at.', { cause })

async function check(browser: RemoteBrowser, parts: AdmissionParts, signal: AbortSignal): Promise<Admitted> {
  checkVersion(browser, parts.standard)
  checkFlags(browser)
  await checkWayOut(browser, parts, signal)
  const worker = createRemoteWorker(browser, parts)
  await checkDrawing(worker, parts, signal)
  return { worker, browser }
}

const refusal = (message: string, cause?: unknown): Problem =>
  new Problem('unavailable', message, { retriable: false, cause })

function checkVersion({ version }: RemoteBrowser, standard: Standard): void {
  if (version === standard.version) return
  throw refusal(
    `It is ${version}, and this farm draws with ${standard.version}. Their pictures may differ; give both the same Chromium.`,
  )
}

function checkFlags({ commandLine }: RemoteBrowser): void {
  const dangerous = dangerousFlags(commandLine)
  if (dangerous.length > 0) throw refusal(`It runs with ${dangerous.join(' ')}, which opens files to pages.`)
  const missing = missingFlags(commandLine)
  if (missing.length === 0) return
  throw refusal(`It runs without ${missing.join(' ')}. Start it with \`bindery chromium serve\`, or with these flags.`)
}

/** Asks for the proxy itself as if it were a host: only what goes past the proxy arrives there. */
async function checkWayOut(browser: RemoteBrowser, { proxy }: AdmissionParts, signal: AbortSignal): Promise<void> {
  const canary = proxy.canary()
  try {
    await inTime(askFor(canary.direct, browser, proxy), signal).catch((cause) => {
      signal.throwIfAborted()
      if (!canary.cameDirect) throw unreachedProxy(proxy, cause)
    })
    if (canary.cameDirect) throw refusal("Its pages reach the network past the farm's proxy.")
  } finally {
    canary.release()
  }
}

/** As a page of its own, since what a page may load from a private network is another matter. */
async function askFor(url: string, browser: RemoteBrowser, proxy: WatchedProxy): Promise<void> {
  const { page, close } = await openPlace(browser, proxy, false)
  await page.session.send('Page.navigate', { url })
  await close()
}

async function inTime(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const late = AbortSignal.timeout(FIRST_PAGE_LIMIT_MS)
  return orAborted(work, AbortSignal.any([signal, late]))
}

async function checkDrawing(worker: RenderProcess, parts: AdmissionParts, signal: AbortSignal): Promise<void> {
  const { proxy, standard } = parts
  const canary = proxy.canary()
  try {
    const limits = { time: FIRST_PAGE_LIMIT_MS, memory: Number.POSITIVE_INFINITY }
    const drawn = await attempt(worker, specimen([canary.through]), limits, signal).catch((cause) => {
      signal.throwIfAborted()
      if (!canary.cameThrough) throw unreachedProxy(proxy, cause)
      throw new Problem('unavailable', 'It could not draw a first page in time.', { cause })
    })
    if (!canary.cameThrough) throw unreachedProxy(proxy)
    await checkPicture(drawn.png, standard.picture)
    await worker.clean()
  } finally {
    canary.release()
  }
}

const unreachedProxy = ({ host, port }: WatchedProxy, cause?: unknown): Problem =>
  refusal(
    `It does not reach the pages' proxy at ${host}:${port}, by which images and fonts are loaded. Set the proxy's address to one that it reaches, and name that to \`bindery chromium serve --farm\`.`,
    cause,
  )

async function checkPicture(png: Buffer | null, expected: Buffer): Promise<void> {
  const count = await differingPixels(png ?? Buffer.alloc(0), expected)
  if (count === 0) return
  throw refusal(
    `It draws otherwise than this farm's own browser: ${count} pixels of the specimen differ. Most likely it lacks fonts; \`bindery chromium serve\` brings them along.`,
  )
}

async function differingPixels(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((png) => sharp(png).ensureAlpha().raw().toBuffer()))
  if (!a || !b || a.length !== b.length) return Math.max(a?.length ?? 0, b?.length ?? 0) / 4
  let count = 0
  for (let i = 0; i < a.length; i += 4) if (a.readUInt32LE(i) !== b.readUInt32LE(i)) count++
  return count
}
