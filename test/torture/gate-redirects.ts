import type { Knock } from '../helpers/canary.ts'
import { startServer } from '../helpers/http-server.ts'
import { countKnocks, each, type GateGround } from './gate-ground.ts'
import { askPages, tryData, webhookWay } from './gate-ways.ts'
import type { Ordeal, Verdict } from './ordeal.ts'
import { OWN_NAMES, spellings } from './spellings.ts'

const CODES = [300, 301, 302, 303, 304, 305, 306, 307, 308, 399] as const
/** Other ways of a server to send its client elsewhere. */
const HEADERS: Record<string, (to: string) => Record<string, string>> = {
  meta: () => ({}),
  refresh: (to) => ({ refresh: `0;url=${to}` }),
  link: (to) => ({ link: `<${to}>; rel=preload; as=image, <${to}>; rel=stylesheet, <${to}>; rel=preconnect` }),
  'content-location': (to) => ({ 'content-location': to }),
  'alt-svc': (to) => ({ 'alt-svc': `h2="${URL.parse(to)?.host}"; ma=99, h3="${URL.parse(to)?.host}"; ma=99` }),
  sourcemap: (to) => ({ sourcemap: to }),
  csp: (to) => ({ 'content-security-policy': `img-src 'none'; report-uri ${to}` }),
}
/** Targets of each code and header. */
const TARGETS = 20

interface Asked {
  way: string
  how: string
  knocks: Knock[]
}

/** An allowed server that sends whoever asks to a private target, by every code and header. */
export async function tortureRedirects(ground: GateGround, { random }: Ordeal, verdict: Verdict) {
  const { counts, failures } = verdict
  const { farm } = ground
  // Only what a header can carry; what a server sends as it is, and not what a URL parser has made of it.
  const own = spellings(400, random, ground.canary.port).filter(({ isOwn, text }) => isOwn && /^[!-~]+$/.test(text))
  const targets = own.slice(0, TARGETS).map(({ text }) => text)
  const site = await startServer(({ url }, response) => {
    const [, how = '', index = ''] = url.split('/')
    const to = targets[Number(index)] ?? ''
    const header = HEADERS[how]
    if (header) response.writeHead(200, { 'content-type': 'text/html', ...header(to) })
    else response.writeHead(Number(how), { location: to })
    response.end(how === 'meta' ? `<meta http-equiv=refresh content="0;url=${to}">` : '<img src="/x.png">')
  })
  const templateId = await farm.template('<p>x</p>')
  const webhooks = webhookWay(farm)
  const allowed = `127.0.0.1:${site.port}`
  const urlsOf = (how: string) => targets.map((_, i) => `${site.url}/${how}/${i}`)
  const all = [...CODES.map(String), ...Object.keys(HEADERS)]

  const asks: Record<string, (urls: string[]) => Promise<unknown>> = {
    // A webhook's redirect is not followed wherever it leads, so a few show it.
    webhook: (urls) =>
      each(urls.slice(0, 5), async (url) => {
        const made = await webhooks.save(url)
        if ('uid' in made) await webhooks.ask(made.uid)
        else failures.push(`The allowed server was refused as a webhook target: ${made.refused}`)
      }),
    data: (urls) => each(urls, (url) => tryData(farm, templateId, url)),
    // Last, since a page's frames may come late.
    async page(urls) {
      for (const fault of await askPages(farm, urls)) failures.push(`A page of redirects was not drawn: ${fault}`)
    },
  }

  const askAll = async (hows: readonly string[]): Promise<Asked[]> => {
    const asked: Asked[] = []
    for (const [way, ask] of Object.entries(asks)) {
      for (const how of hows) {
        const before = ground.knocks.length
        await ask(urlsOf(how))
        asked.push({ way, how, knocks: ground.knocks.slice(before) })
      }
    }
    return asked
  }

  await ground.shut([allowed])
  const seen = site.seen.length
  const shut = await askAll(all)
  counts['redirects: codes and headers'] = all.length
  counts['redirects: answers that led to private targets'] = site.seen.length - seen
  countKnocks(
    verdict,
    'knocks by redirects',
    shut.flatMap(({ knocks }) => knocks),
  )
  await ground.open(OWN_NAMES)
  const open = await askAll(['301', '302', '303', '307', '308', 'refresh', 'meta'])
  for (const { way, how, knocks } of open)
    if (way === 'page' || (way === 'data' && /\d/.test(how)))
      counts[`open: knocks by redirects, ${way} ${how}`] = knocks.length
  countKnocks(
    verdict,
    'knocks by redirects of webhooks',
    open.flatMap(({ way, knocks }) => (way === 'webhook' ? knocks : [])),
  )
  await ground.shut()
  await site.stop()
}
