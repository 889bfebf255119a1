import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fontFile } from '../../../src/main/chromium/fonts.ts'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'
import { until } from '../../helpers/clock.ts'
import { startServer, type TestServer } from '../../helpers/http-server.ts'

let chromium: TestRenderer
let site: TestServer
const LIME = [0, 255, 0, 255]
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
/** What `/held` waits for, so that a page stands until it has done what is looked for. */
let isTimeToGo = () => false

beforeAll(async () => {
  const image = await sharp({ create: { width: 50, height: 50, channels: 3, background: '#00ff00' } })
    .png()
    .toBuffer()
  const font = await readFile(fontFile('mono'))
  site = await startServer(async ({ url }, response) => {
    const type = (name: string) => response.writeHead(200, { 'content-type': name, 'access-control-allow-origin': '*' })
    if (url.startsWith('/never')) return
    if (url.startsWith('/slow')) await later(300)
    if (url.startsWith('/held')) await until(isTimeToGo)
    if (url.includes('.png')) type('image/png').end(image)
    else if (url.includes('.ttf')) type('font/ttf').end(font)
    else if (url.includes('.css')) type('text/css').end('div { background: lime }')
    else if (url.includes('.json')) type('application/json').end('{"color":"lime"}')
    else response.writeHead(404).end()
  })
  chromium = await startTestRenderer({ resourceWaitMs: 30_000 })
})
afterAll(async () => {
  await chromium.stop()
  await site.stop()
})

const render = (html: string, rest = {}) => chromium.renderer.render(jobOf(html, rest))
const pixelsOf = async (html: string, rest = {}) => decodePng((await render(html, rest)).png)
const at = (path: string, host = 'cdn.test') => `http://${host}:${site.port}${path}`

describe('the picture waits for', () => {
  it.each([
    ['an image', () => `<img style="display:block" src="${at('/slow.png')}">`],
    ['a lazy image', () => `<img style="display:block" loading=lazy src="${at('/slow.png')}">`],
    ['a background', () => `<div style="height:99px;background:url(${at('/slow.png')})">`],
    ['a style sheet', () => `<link rel=stylesheet href="${at('/slow.css')}"><div style="height:99px">`],
    [
      'a frame’s image',
      () => `<iframe style="border:0" srcdoc='<body style="margin:0"><img src="${at('/slow.png')}">'></iframe>`,
    ],
    [
      'an image that a sheet asks for',
      () => `<style>@import url(${at('/slow.css')});</style><div style="height:99px">`,
    ],
  ])('%s', async (_what, html) => {
    expect((await pixelsOf(`<body style="margin:0">${html()}`)).at(20, 20)).toEqual(LIME)
  })

  it('what a script fetches', async () => {
    const html = `<body style="margin:0"><script>fetch('${at('/slow.json')}').then((r) => r.json()).then(({color}) => { document.body.style.background = color })</script>`
    expect((await pixelsOf(html, { javaScript: true })).at(20, 20)).toEqual(LIME)
  })

  it('a web font', async () => {
    const text = (family: string) => `<p style="margin:0;font:40px ${family}">iiiiiii</p>`
    const face = `<style>@font-face{font-family:Web;src:url(${at('/slow.ttf')})}</style>`
    const web = await render(`<!doctype html>${face}${text('Web,serif')}`)
    const bundled = await render(`<!doctype html>${text('monospace')}`)
    const serif = await render(`<!doctype html>${text('serif')}`)
    expect(web.png?.equals(bundled.png as Buffer)).toBe(true)
    expect(web.png?.equals(serif.png as Buffer)).toBe(false)
  })
})

describe('what does not come', () => {
  let hasty: TestRenderer
  beforeAll(async () => {
    hasty = await startTestRenderer({ resourceWaitMs: 500 })
  })
  afterAll(() => hasty.stop())

  it.each([
    ['an image', () => `<img src="${at('/never.png?token=hidden')}">`],
    ['a style sheet', () => `<link rel=stylesheet href="${at('/never.css?token=hidden')}">`],
    [
      'a font',
      () =>
        `<style>@font-face{font-family:Web;src:url(${at('/never.ttf?token=hidden')})}</style><p style="font-family:Web">x`,
    ],
    ['a frame', () => `<iframe src="${at('/never?token=hidden')}"></iframe>`],
  ])('does not keep the picture back: %s', async (_what, html) => {
    const rendered = await hasty.renderer.render(jobOf(`<body style="margin:0;background:lime">${html()}`))
    expect((await decodePng(rendered.png)).at(199, 99)).toEqual(LIME)
    expect(rendered.failedRequests).toEqual([
      { url: expect.stringContaining('/never'), reason: expect.stringContaining('Still loading') },
    ])
    expect(JSON.stringify(rendered)).not.toContain('hidden')
    expect(rendered.failedRequests[0]?.url).toContain('?token=…')
  })

  it('is listed with its reason, query values cut', async () => {
    const { failedRequests } = await render(
      `<img src="${at('/missing?a=1&key=hidden#f')}"><img src="http://refused.test/x"><img src="ftp://a.test/x"><img src="https://127.0.0.1:1/">`,
    )
    expect(failedRequests).toContainEqual({ url: at('/missing?a=…&key=…'), reason: 'The host answered 404' })
    expect(failedRequests).toContainEqual({ url: 'http://refused.test/x', reason: 'The host answered 403' })
    expect(JSON.stringify(failedRequests)).not.toContain('hidden')
  })

  it('is listed 50 times at most', async () => {
    const html = Array.from({ length: 80 }, (_, i) => `<img src="http://refused.test/${i}">`).join('')
    expect((await render(html)).failedRequests).toHaveLength(50)
  })
})

describe('the proxy', () => {
  it('is asked for everything, by loopback names too, and logged in to without another challenge', async () => {
    const { proxy } = chromium
    await render('<body>', { javaScript: true })
    const challenges = proxy.challenges
    const target = `127.0.0.1:${site.port}`
    const before = proxy.seen.length
    await render(
      `<img src="http://${target}/a.png"><img src="http://localhost:${site.port}/b.png"><link rel=prefetch href="http://${target}/c.png">`,
    )
    const seen = proxy.seen.slice(before)
    expect(seen).toContain(`GET http://${target}/a.png`)
    expect(seen).toContain(`GET http://localhost:${site.port}/b.png`)
    expect(proxy.challenges).toBe(challenges)
  })

  it.each(['ws', 'wss', 'https'])('is asked for %s by CONNECT', async (scheme) => {
    const open =
      scheme === 'https' ? `fetch('https://tls.test:1234/')` : `new WebSocket('${scheme}://socket.test:1234/')`
    const { seen } = chromium.proxy
    const before = seen.length
    const wanted = `CONNECT ${scheme === 'https' ? 'tls' : 'socket'}.test:1234`
    isTimeToGo = () => seen.includes(wanted, before)
    await render(`<script>${open}; fetch('${at('/held.json')}')</script>`, { javaScript: true })
    expect(seen.slice(before)).toContain(wanted)
  })

  it('is the only one that gets its login, whoever else asks for one', async () => {
    const challenge = { 'www-authenticate': 'Basic realm="Bindery pages"', 'access-control-allow-origin': '*' }
    const asking = await startServer((_request, response) => void response.writeHead(401, challenge).end())
    const html = ['img', 'iframe'].map((name) => `<${name} src="${asking.url}/${name}"></${name}>`).join('')
    await render(html)
    await render(`${html}<script>fetch('${asking.url}/fetch', { credentials: 'include' })</script>`, {
      javaScript: true,
    })
    await asking.stop()
    expect(asking.seen.map(({ url }) => url).sort()).toEqual(['/fetch', '/iframe', '/iframe', '/img', '/img'])
    expect(asking.seen.map(({ headers }) => headers.authorization)).toEqual(Array(5).fill(undefined))
  })

  it('is the only way out: no packet of WebRTC or WebTransport reaches this machine', async () => {
    const udp = createSocket('udp4')
    const tcp = createServer((socket) => {
      direct.push('tcp')
      socket.destroy()
    })
    const direct: string[] = []
    udp.on('message', () => direct.push('udp'))
    udp.bind(0, '127.0.0.1')
    await once(udp, 'listening')
    tcp.listen(0, '127.0.0.1')
    await once(tcp, 'listening')
    const udpPort = udp.address().port
    const tcpPort = (tcp.address() as { port: number }).port
    const servers = [
      `stun:127.0.0.1:${udpPort}`,
      `turn:127.0.0.1:${udpPort}`,
      `turn:127.0.0.1:${tcpPort}?transport=tcp`,
    ]
    const html = `<script>
      const peer = new RTCPeerConnection({ iceServers: ${JSON.stringify(servers)}.map((urls) => ({ urls, username: 'a', credential: 'b' })) })
      peer.createDataChannel('x'); peer.onicecandidate = ({ candidate }) => candidate && console.log(candidate.candidate)
      peer.createOffer().then((o) => peer.setLocalDescription(o)).then(() => { console.log('offered'); fetch('${at('/offered')}') })
      try { new WebTransport('https://127.0.0.1:${udpPort}/').closed.catch(() => {}) } catch {}
      fetch('${at('/held.json')}')
    </script>`
    let offered = 0
    isTimeToGo = () => {
      if (offered === 0 && site.seen.some(({ url }) => url === '/offered')) offered = performance.now()
      // What would go out by itself has had the time to.
      return offered > 0 && performance.now() > offered + 300
    }
    const { console } = await render(html, { javaScript: true })
    await later(300)
    udp.close()
    tcp.close()
    expect(console).toContain('log: offered')
    expect(console.filter((line) => line.includes('candidate:'))).toEqual([])
    // TURN over TCP is let through to the proxy, which judges it like everything else.
    const asked = chromium.proxy.seen.filter((line) => line === `CONNECT 127.0.0.1:${tcpPort}`)
    expect(direct).toEqual(asked.map(() => 'tcp'))
  })
})
