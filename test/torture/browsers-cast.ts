import sharp from 'sharp'
import type { Phase } from '../helpers/browser-strike.ts'
import type { TestFarm } from '../helpers/farm.ts'
import { startServer, type TestServer } from '../helpers/http-server.ts'

/** A binding that is refreshed all the time, and what its picture shows when it is whole. */
export interface Player {
  name: string
  uid: string
  path: string
}

/** What the pages and the data come from. */
export interface Site {
  server: TestServer
  /** Called when a page asks for an image, before it gets it. */
  onImage: () => void
}

/** Pictures are lime from corner to corner: the background to the left, an image to the right. */
const SIZE = { width: 240, height: 120 }
const HALVES = `<!doctype html><body style="margin:0;background:#0f0;color:#0f0">
  <img src="{{site}}/image.png?{{n}}" style="position:absolute;left:120px;top:0;width:120px;height:120px">{{n}}`
const PLAIN = '<!doctype html><body style="margin:0;background:#0f0;color:#0f0">{{n}}'
const SCRIPTED = `${PLAIN.replace('#0f0', '#f00')}<script>
  fetch('{{site}}/image.png?{{n}}').then(() => { document.body.style.background = '#0f0' })</script>`

const CAST = [
  { name: 'plain', html: PLAIN, phases: [] },
  {
    name: 'image',
    html: HALVES,
    phases: ['document written', 'waiting for resources', 'settling', 'screenshot', 'cleaning'],
  },
  { name: 'scripted', html: SCRIPTED, jsEnabled: true, phases: ['page opened', 'context made', 'context thrown away'] },
  { name: 'pdf', html: HALVES, outputConfig: { format: 'pdf' }, phases: ['pdf'] },
  { name: 'webp', html: HALVES, outputConfig: { format: 'webp', deviceScaleFactor: 3 }, phases: ['encode'] },
  { name: 'jpeg', html: PLAIN, outputConfig: { format: 'jpeg' }, phases: [] },
] as const satisfies readonly {
  name: string
  html: string
  phases: readonly Phase[]
  jsEnabled?: boolean
  outputConfig?: object
}[]

/** Data that is new at every look, and an image. */
export async function openSite(): Promise<Site> {
  const image = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#0f0' } })
    .png()
    .toBuffer()
  let n = 0
  const server = await startServer(({ url }, response) => {
    if (url.startsWith('/image.png')) {
      site.onImage()
      response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' }).end(image)
      return
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ n: ++n, site: server.url }))
  })
  const site: Site = { server, onImage: () => {} }
  return site
}

/** Makes the bindings and waits for their first pictures. */
export async function gather(farm: TestFarm, site: Site): Promise<Player[]> {
  const players = CAST.map(async ({ name, html, ...rest }): Promise<Player> => {
    const jsEnabled = 'jsEnabled' in rest
    const templateId = await farm.template(html, { ...SIZE, jsEnabled })
    const { uid, renderUrl } = await farm.binding({
      templateId,
      dataSource: { type: 'http', url: site.server.url },
      mapping: { n: 'n', site: 'site' },
      ...('outputConfig' in rest && { outputConfig: rest.outputConfig }),
    })
    return { name, uid, path: new URL(renderUrl).pathname }
  })
  return Promise.all(players)
}

/** Who comes to a phase; those that come to every one are not named. */
export function playerFor(phase: Phase, players: readonly Player[]): Player {
  const role = CAST.find(({ phases }) => (phases as readonly Phase[]).includes(phase))?.name ?? 'plain'
  return players.find(({ name }) => name === role) as Player
}

/** What is wrong with a picture that was served; null where it is whole. */
export async function faultOf(bytes: Buffer, contentType: string | null): Promise<string | null> {
  if (contentType === 'application/pdf') {
    const isWhole = bytes.subarray(0, 5).toString() === '%PDF-' && bytes.subarray(-8).toString().includes('%%EOF')
    return isWhole ? null : `a torn PDF of ${bytes.length} bytes`
  }
  try {
    const { data, info } = await sharp(bytes, { failOn: 'warning' })
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    const isLime = (at: number) => (data[at] ?? 255) < 40 && (data[at + 1] ?? 0) > 215 && (data[at + 2] ?? 255) < 40
    for (let at = 0; at < data.length; at += 3) {
      if (!isLime(at))
        return `pixel ${(at / 3) % info.width}, ${Math.floor(at / 3 / info.width)} is ${[...data.subarray(at, at + 3)]}`
    }
    return null
  } catch (error) {
    return `a torn picture of ${bytes.length} bytes (${(error as Error).message})`
  }
}
