import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { startServer, type TestServer } from '../helpers/http-server.ts'
import { countKnocks, each, type GateGround, startGateGround } from './gate-ground.ts'
import { ELEMENTS } from './hostile/elements.ts'
import { SCHEMES } from './hostile/schemes.ts'
import { SCRIPTS } from './hostile/scripts.ts'
import { STYLES } from './hostile/styles.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { plant, plantedFiles, plantedPixels } from './planted.ts'
import { proxyPort, readNotes, watchedBrowser } from './watched-browser.ts'

/** Where a page is aimed: what it takes for the place of everything that it wants. */
interface Aim {
  root: string
  /** `host:port`; null where there is none, as with files. */
  host: string | null
  /** The URL of its copy of the secret with that extension. */
  at(extension: string): string
}

interface HostilePage {
  name: string
  html: string
}

const ALL: readonly HostilePage[] = Object.entries({ ...ELEMENTS, ...STYLES, ...SCRIPTS, ...SCHEMES }).map(
  ([name, html]) => ({ name, html }),
)
export const HOSTILE_PAGES = ALL.length
/** Ways to write where the canary is; pages take turns. */
const CANARY_HOSTS = ['127.0.0.1', '[::1]', 'localhost', 'canary.test', '0.0.0.0', '[::ffff:127.0.0.1]']

const aimAt = (host: string): Aim => ({
  root: `http://${host}`,
  host,
  at: (extension) => `http://${host}/secret.${extension}`,
})

/** The page aimed, or null where it wants a host and there is none. */
function aimed({ html }: HostilePage, { root, host, at }: Aim): string | null {
  if (host === null && /~(HOST|PORT)~/.test(html)) return null
  return html
    .replaceAll('~ROOT~', root)
    .replaceAll('~HOST~', host ?? '')
    .replaceAll('~PORT~', host?.split(':').at(-1) ?? '')
    .replace(/~([A-Z\d]+)~/g, (_all, extension: string) => at(extension.toLowerCase()))
}

/** An allowed server with the same secret, to show that the pages would get it. */
async function startSite(): Promise<TestServer> {
  const files = await plantedFiles()
  return startServer(({ url }, response) => {
    const file = files[/\.([a-z\d]+)(\?|$)/.exec(url)?.[1] ?? 'html']
    response.writeHead(200, { 'content-type': file?.type ?? 'text/plain', 'access-control-allow-origin': '*' })
    response.end(file?.body)
  })
}

interface Drawer {
  /** The picture, or null where the page would not stay in its document. */
  draw(html: string, jsEnabled: boolean): Promise<Buffer | null>
  notDrawn: number
}

function drawer({ farm }: GateGround, failures: string[]): Drawer {
  return {
    notDrawn: 0,
    async draw(html, jsEnabled) {
      const page = { html, width: 120, height: 120, jsEnabled }
      const { status, json } = await farm.call('POST', '/templates/preview', page)
      if (status === 200) return Buffer.from(json.dataUrl.split(',')[1], 'base64')
      this.notDrawn++
      if (!/left its own document/.test(json.detail))
        failures.push(`Not drawn but ${status} ${json.detail}: ${html.slice(0, 200)}`)
      return null
    },
  }
}

const MODES = [
  { jsEnabled: false, mode: 'JavaScript off' },
  { jsEnabled: true, mode: 'JavaScript on' },
]

interface Parts {
  ground: GateGround
  pages: readonly HostilePage[]
  painter: Drawer
  verdict: Verdict
}

/** Every page at the canary, which nothing must reach. */
async function atCanary({ ground, pages, painter, verdict }: Parts): Promise<void> {
  for (const { jsEnabled } of MODES) {
    await each(pages, async (page, i) => {
      const host = `${CANARY_HOSTS[i % CANARY_HOSTS.length]}:${ground.canary.port}`
      await painter.draw(aimed(page, aimAt(host)) ?? '', jsEnabled)
    })
  }
  countKnocks(verdict, 'knocks by pages', ground.knocks)
}

/** Every page at a planted file, whose colour must not be drawn and whose being there must not be seen. */
async function atFiles({ pages, painter, verdict: { counts, failures } }: Parts, folder: string): Promise<void> {
  const aim = (directory: string): Aim => {
    const root = pathToFileURL(directory).href
    return { root, host: null, at: (extension) => `${root}/secret.${extension}` }
  }
  let aimedPages = 0
  let pixels = 0
  for (const { jsEnabled, mode } of MODES) {
    await each(pages, async (page) => {
      const html = aimed(page, aim(folder))
      if (html === null) return
      aimedPages++
      const png = await painter.draw(html, jsEnabled)
      if (!png) return
      const found = await plantedPixels(png)
      pixels += found
      if (found > 0) failures.push(`${page.name}, ${mode}: drew ${found} pixels of a local file`)
      if (!/~(TXT|ROOT|PDF|VTT)~/.test(page.html)) return
      // Text has no colour of its own, so such a page must look as it does where there is no file at all.
      const twin = await painter.draw(aimed(page, aim(`${folder}-that-is-not-there`)) ?? '', jsEnabled)
      if (twin && !twin.equals(png)) failures.push(`${page.name}, ${mode}: looks otherwise where the file is there`)
    })
  }
  counts['pages aimed at local files'] = aimedPages
  counts['pixels of local files'] = pixels
}

/** Every page at the farm itself, with all allowed that can be: the pictures of others, and the proxy. */
async function atFarm({ ground, pages, painter, verdict: { counts, failures } }: Parts): Promise<void> {
  const { farm } = ground
  const templateId = await farm.template('<body style="margin:0;background:rgb(201,7,133)">')
  const { renderUrl } = await farm.binding({ templateId, mapping: {}, dataSource: { type: 'static', data: {} } })
  const { port } = new URL(farm.farm.url)
  let pixels = 0
  await each(pages, async (page, i) => {
    const host = `${CANARY_HOSTS[i % CANARY_HOSTS.length]}:${port}`
    const picture = `http://${host}${new URL(renderUrl).pathname}`
    const png = await painter.draw(aimed(page, { root: `http://${host}`, host, at: () => picture }) ?? '', true)
    if (png) pixels += await plantedPixels(png)
  })
  counts["pixels of another binding's picture"] = pixels
  if (pixels > 0) failures.push(`Pages drew ${pixels} pixels of another binding's picture`)
}

/** Both ports of the farm's, by every way to write where they are, with all allowed that can be. */
async function atOwnPorts({ ground, verdict: { counts, failures } }: Parts, proxy: number): Promise<void> {
  const { farm } = ground.farm
  const ports = [Number(new URL(farm.url).port), proxy]
  const urls = ports.flatMap((port) => CANARY_HOSTS.map((host) => `http://${host}:${port}/`))
  const job = { width: 50, height: 50, deviceScaleFactor: 1, owner: 'bind_hostile', outputs: { png: true, pdf: false } }
  const html = urls.map((url) => `<img src="${url}">`).join('')
  const { failedRequests } = await farm.renderer.render({ ...job, html, javaScript: false })
  const refused = failedRequests.filter(({ reason }) => reason === 'The host answered 403')
  counts["refusals of the farm's own ports"] = refused.length
  if (refused.length < urls.length) failures.push(`Own ports were not all refused: ${JSON.stringify(failedRequests)}`)
}

/** Every page at an allowed server, which shows that it asks, and that what it gets would be seen. */
async function atSite({ pages, painter, verdict: { counts, failures } }: Parts, site: TestServer): Promise<void> {
  let asking = 0
  let drawing = 0
  for (const [i, page] of pages.entries()) {
    const before = site.connections
    const own = aimAt(`127.0.0.1:${site.port}`)
    const png = await painter.draw(
      aimed(page, { ...own, at: (extension) => `${own.at(extension)}?page=${i}` }) ?? '',
      true,
    )
    const asked = site.seen.some(({ url }) => url.includes(`page=${i}`)) || site.connections > before
    if (asked) asking++
    if (png && (await plantedPixels(png)) > 0) drawing++
  }
  counts['open: pages that reach a server that is allowed'] = asking
  counts['open: pages that draw what it has'] = drawing
  const told = site.seen.filter(({ headers }) => headers['proxy-authorization'] ?? headers.authorization)
  counts['requests that told the proxy’s login'] = told.length
  if (told.length > 0) failures.push(`The proxy's login was told to ${told[0]?.url}`)
  if (asking < pages.length / 3 || drawing < pages.length / 6)
    failures.push('Too few pages reach what is allowed, so that nothing was shown')
}

/** What Chromium itself noted: it must have spoken to the farm's proxy and to nobody else. */
async function checkNotes(folder: string, { counts, failures }: Verdict): Promise<void> {
  const { browsers, tcp, udp, lookups } = await readNotes(folder)
  const [proxy] = tcp
  const others = [...tcp.filter((to) => to !== proxy || !to.startsWith('127.0.0.1:')), ...udp]
  counts['browsers that kept notes'] = browsers
  counts['their connections to the proxy'] = tcp.length
  counts['their connections and packets to anybody else'] = others.length
  counts['names that they looked up themselves'] = lookups.length
  if (others.length > 0) failures.push(`Chromium spoke to ${[...new Set(others)].slice(0, 10).join(', ')}`)
  if (lookups.length > 0) failures.push(`Chromium looked up ${[...new Set(lookups)].slice(0, 10).join(', ')}`)
  if (tcp.length === 0) failures.push('Chromium noted no connection at all')
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const all = items.map((item) => ({ item, at: random() }))
  return all.sort((a, b) => a.at - b.at).map(({ item }) => item)
}

/** Pages that try everything to reach out or in, scripts on and off. */
export async function torturePages({ count, random, say }: Ordeal): Promise<Verdict> {
  const verdict: Verdict = { counts: {}, failures: [] }
  const folder = await mkdtemp(join(tmpdir(), 'bindery-hostile-'))
  const files = join(folder, 'planted')
  await plant(files)
  const chromium = await watchedBrowser(folder)
  const site = await startSite()
  const toLoopback = (type: 'A' | 'AAAA', name: string) => [
    { type, name, ttl: 0, data: type === 'A' ? '127.0.0.1' : '::1' },
  ]
  const ground = await startGateGround(toLoopback, { chromium })
  try {
    const pages = shuffled(ALL, random).slice(0, count)
    const parts = { ground, pages, painter: drawer(ground, verdict.failures), verdict }
    verdict.counts['hostile pages'] = pages.length
    say('at the canary')
    await atCanary(parts)
    say('at local files')
    await atFiles(parts, files)
    say('at what is allowed')
    await ground.shut([`127.0.0.1:${site.port}`])
    await atSite(parts, site)
    say('at the farm')
    await ground.open(['localhost', 'canary.test'])
    await atFarm(parts)
    await atOwnPorts(parts, await proxyPort(folder))
    verdict.counts['pages that left their document and were not drawn'] = parts.painter.notDrawn
  } finally {
    await ground.stop()
    await site.stop()
    await checkNotes(folder, verdict)
    await rm(folder, { recursive: true, force: true })
  }
  return verdict
}
