import { EventEmitter } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'
import { startServer, type TestServer } from '../../helpers/http-server.ts'
import { chromiumPath } from '../../helpers/remote-chromium.ts'

let chromium: TestRenderer
let site: TestServer
let folder: string
let image: Buffer
const beacon = new EventEmitter()

beforeAll(async () => {
  image = await sharp({ create: { width: 10, height: 10, channels: 3, background: '#00ff00' } })
    .png()
    .toBuffer()
  folder = await mkdtemp(join(tmpdir(), 'bindery-isolation-'))
  await writeFile(join(folder, 'secret.png'), image)
  await writeFile(join(folder, 'secret.html'), '<body style="margin:0;background:lime">')
  site = await startServer(({ url }, response) => {
    if (url.startsWith('/cookie'))
      return void response
        .writeHead(200, { 'content-type': 'image/png', 'set-cookie': 'who=last; Path=/; SameSite=None; Secure' })
        .end(image)
    if (url.startsWith('/frame')) {
      response.writeHead(200, { 'content-type': 'text/html' })
      return void response.end(
        '<body style="margin:0;background:red"><script>document.body.style.background="lime"</script>',
      )
    }
    if (url === '/beacon') beacon.emit('heard')
    if (url === '/when-heard.png') return void beacon.once('heard', () => response.writeHead(200).end(image))
    response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' }).end(image)
  })
  chromium = await startTestRenderer({ resourceWaitMs: 2_000 })
})
afterAll(async () => {
  await chromium.stop()
  await site.stop()
  await rm(folder, { recursive: true, force: true })
})

const render = (html: string, rest = {}) => chromium.renderer.render(jobOf(html, rest))
const pixelsOf = async (html: string, rest = {}) => decodePng((await render(html, rest)).png)
const at = (host: string, path: string) => `http://${host}:${site.port}${path}`
const LIME = [0, 255, 0, 255]
const RED = [255, 0, 0, 255]

describe('one job leaves nothing to the next', () => {
  it('not its document, its policies or its styles', async () => {
    const strict = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><meta name=color-scheme content=dark><style>*{background:red}</style>`
    await render(strict)
    const html = `<body style="margin:0"><img src="${at('a.test', '/x.png')}" style="display:block">`
    const picture = await pixelsOf(html)
    expect(picture.at(5, 5)).toEqual(LIME)
    expect(picture.at(50, 50)).toEqual([0, 0, 0, 0])
  })

  it.each([
    ['a policy', `<meta http-equiv="Content-Security-Policy" content="img-src 'none'">`],
    [
      'a policy in a shadow tree',
      `<div><template shadowrootmode=open><meta http-equiv="Content-Security-Policy" content="img-src 'none'"></template></div>`,
    ],
    ['a referrer policy', `<meta name=referrer content=no-referrer>`],
    ['a later refresh', `<meta http-equiv=refresh content="1;url=about:blank">`],
    ['a frame', `<iframe srcdoc="x"></iframe>`],
    [
      'a style and an open animation',
      `<style>@font-face{font-family:sans-serif;src:local(serif)}*{background:red;animation:x 1s infinite}@keyframes x{to{opacity:0}}</style><p autofocus tabindex=0>`,
    ],
    ['quirks', `<p>`],
  ])('not %s', async (_what, html) => {
    const data = `data:image/png;base64,${image.toString('base64')}`
    const next = `<!doctype html><body style="margin:0;font:20px sans-serif"><img src="${data}" style="display:block">text`
    const alone = await render(next)
    await render('<body>')
    const [, after] = await Promise.all([render(html), render(next)])
    expect(after.png?.equals(alone.png as Buffer)).toBe(true)
    expect((await decodePng(after.png)).at(5, 5)).toEqual(LIME)
  })

  it('whatever came before it, in whatever order: the bytes are those of a page of its own', async () => {
    const style = 'width:40;height:40px;background:url(x.png) red;float:left'
    const body = `<div style="${style}"></div><p style="font:20px sans-serif">text 😀</p>`
    const documents = [
      `<!doctype html>${body}`,
      body,
      `<!-- first --><!doctype html>${body}`,
      `<!doctype html><base href="${at('a.test', '/')}">${body}`,
      `<!doctype html><meta charset=utf-8><meta name=viewport content="width=50"><style>p{color:green}</style>${body}`,
      `<!doctype html><meta name=color-scheme content=dark>${body}`,
      `<!doctype html><style>:root{font-size:40px;color:blue}@property --x{syntax:'<color>';inherits:true;initial-value:red}p{color:var(--x)}</style>${body}`,
      `<!doctype html><html lang=tr dir=rtl style="background:pink"><body style="margin:0;text-transform:uppercase">ii${body}`,
      `<!doctype html><style>p{color:var(--x,green)}</style><svg width=30 height=30><rect id=r width=30 height=30 /></svg>${body}`,
      `<!doctype html><svg width=30 height=30><use href="#r"/></svg><iframe srcdoc="<body>x"></iframe>${body}`,
    ]
    const alone: Buffer[] = []
    for (const html of documents) {
      // A frame makes the next document start in a window of its own.
      await render('<iframe></iframe>')
      alone.push((await render(html)).png as Buffer)
    }
    let seed = 7
    const order = Array.from({ length: 50 }, () => {
      seed = (seed * 48271) % 2147483647
      return seed % documents.length
    })
    const rendered = await Promise.all(order.map((index) => render(documents[index] as string)))
    const differing = order.filter((index, i) => !rendered[i]?.png?.equals(alone[index] as Buffer))
    expect(differing).toEqual([])
  })

  it.each([
    ['the colours of its links', '<body link=red vlink=red>', '<a href="http://a.test/">a link'],
    [
      'the title of its style sheets',
      '<style title=one>p { color: red }</style>',
      '<style title=two>p { color: blue }</style><p>text',
    ],
    [
      'where it was scrolled to',
      '<style>b { scroll-initial-target: nearest }</style><div style="height:400px"></div><b>text',
      '<div style="height:400px;background:linear-gradient(red, blue)">text',
    ],
    [
      'where its focus was',
      '<div style="height:400px"></div><input autofocus>',
      '<div style="height:400px;background:linear-gradient(red, blue)">text',
    ],
  ])('not %s', async (_what, html, next) => {
    // A frame makes the next document start in a window of its own.
    await render('<iframe></iframe>')
    const alone = await render(`<!doctype html>${next}`)
    await render('<iframe></iframe>')
    await render(`<!doctype html>${html}`)
    const after = await render(`<!doctype html>${next}`)
    expect(after.png?.equals(alone.png as Buffer)).toBe(true)
  })

  it('not the scale that its fonts were made for', async () => {
    const html = '<!doctype html><body style="margin:0;font:30px sans-serif">Ünï 😀'
    for (const deviceScaleFactor of [2, 1, 1.5]) {
      // A frame makes the next document start in a window of its own.
      await render('<iframe></iframe>')
      const alone = await render(html, { deviceScaleFactor })
      await render(html, { deviceScaleFactor: deviceScaleFactor === 1 ? 2 : 1 })
      const after = await render(html, { deviceScaleFactor })
      expect(after.png?.equals(alone.png as Buffer)).toBe(true)
    }
  })

  it('not the scale that its window was made at, for which the lines of its form are rounded', async () => {
    const html = '<!doctype html><p>text</p><input value=text>'
    for (const deviceScaleFactor of [1, 1.5, 2]) {
      const pictures = new Set<string>()
      for (const before of [1, 1.5, 2]) {
        await render('<iframe></iframe>', { deviceScaleFactor: before })
        pictures.add(String((await render(html, { deviceScaleFactor })).png?.toString('base64')))
      }
      expect(pictures.size).toBe(1)
    }
  })

  it.each(['', '<!doctype html>'])('not the cookies of what it loaded, as %j', async (beginning) => {
    // Chromium takes such a cookie from this machine's own name alone, unless it comes by https.
    const cookie = at('localhost', '/cookie.png')
    const after = `/after${beginning.length}.png`
    const cookiesAt = (path: string) => site.seen.filter(({ url }) => url === path).map(({ headers }) => headers.cookie)
    await render(
      `${beginning}<script>
      const image = new Image()
      image.onload = () => { new Image().src = '${at('localhost', `/sent${beginning.length}.png`)}' }
      image.src = '${cookie}'
    </script>`,
      { javaScript: true },
    )
    expect(cookiesAt(`/sent${beginning.length}.png`)).toEqual(['who=last'])
    await render(`${beginning}<img src="${cookie}">`)
    await render(`${beginning}<img src="${at('localhost', after)}">`)
    expect(cookiesAt(after)).toEqual([undefined])
  })

  it('not what it cached', async () => {
    const count = () => site.seen.filter(({ url }) => url === '/again.png').length
    await render(`<img src="${at('a.test', '/again.png')}"><img src="${at('a.test', '/again.png')}">`)
    expect(count()).toBe(1)
    await render(`<img src="${at('a.test', '/again.png')}">`)
    expect(count()).toBe(2)
  })

  it('nothing that a script left behind, for another owner or its own', async () => {
    const plant = `<script>
      window.name = 'planted'; window.planted = 1; history.pushState({}, '')
      try { localStorage.x = 1 } catch {}
      setInterval(() => fetch('${at('a.test', '/beacon')}', {mode: 'no-cors'}), 20)
      new BroadcastChannel('x').onmessage = () => {}
    </script><img src="${at('a.test', '/when-heard.png')}">`
    const look = `<script>console.log(JSON.stringify([window.name, window.planted, history.length]))</script>`
    const fresh = await render(look, { javaScript: true, owner: 'bind_b' })
    await render(plant, { javaScript: true, owner: 'bind_a' })
    const beacons = () => site.seen.filter(({ url }) => url === '/beacon').length
    const looked = await render(look, { javaScript: true, owner: 'bind_b' })
    const before = beacons()
    expect(looked.console).toEqual([expect.stringContaining('["",null,')])
    expect(looked.console).toEqual(fresh.console)
    await render('<body>', { owner: 'bind_a' })
    await render('<body>', { owner: 'bind_a' })
    expect(before).toBeGreaterThan(0)
    expect(beacons()).toBe(before)
  })
})

describe('a page', () => {
  it.each([false, true])('reads no file (JavaScript: %s)', async (javaScript) => {
    const png = pathToFileURL(join(folder, 'secret.png')).href
    const html = pathToFileURL(join(folder, 'secret.html')).href
    const picture = await pixelsOf(
      `<body style="margin:0;background:url(${png})"><img src="${png}"><iframe src="${html}" style="border:0"></iframe>
       <object data="${html}"></object><embed src="${html}"><svg><image href="${png}" width=50 height=50 /></svg>
       <link rel=stylesheet href="${html}"><script>fetch('${html}').then(() => document.body.style.background = 'lime')</script>`,
      { javaScript },
    )
    for (let i = 0; i < picture.data.length; i += 4) {
      expect(picture.data[i] === 0 && picture.data[i + 1] === 255 && picture.data[i + 2] === 0).toBe(false)
    }
  })

  it('runs no script in the frames of other sites either when it may run none', async () => {
    const frame = `<iframe src="${at('other.test', '/frame')}" style="border:0;width:200px;height:100px"></iframe>`
    expect((await pixelsOf(`<body style="margin:0">${frame}`)).at(50, 50)).toEqual(RED)
    expect((await pixelsOf(`<body style="margin:0">${frame}`, { javaScript: true })).at(50, 50)).toEqual(LIME)
  })

  it.each([
    ['a refresh', `<meta http-equiv=refresh content="0;url=URL">`, false],
    ['a script', `<script>location = 'URL'</script>`, true],
    ['a form', `<form action="URL" id=f></form><script>f.submit()</script>`, true],
    [
      'a new window',
      `<script>open('URL')</script><a id=a target=_blank href="URL"></a><script>a.click()</script>`,
      true,
    ],
  ])('is not led away by %s', async (_what, html, javaScript) => {
    const path = `/away-${Math.random()}`
    const body = `<body style="margin:0;background:lime">${html.replaceAll('URL', at('away.test', path))}`
    expect((await pixelsOf(body, { javaScript })).at(100, 90)).toEqual(LIME)
    expect(site.seen.some(({ url }) => url === path)).toBe(false)
  })

  it('that leaves its document without the network is an error that says so', async () => {
    const html = `<script>addEventListener('load', () => { location = 'about:blank' })</script>`
    await expect(render(html, { javaScript: true })).rejects.toMatchObject({ slug: 'render-failed', retriable: false })
    expect((await pixelsOf('<body style="margin:0;background:lime">')).at(5, 5)).toEqual(LIME)
  })

  it('sees the time zone and language of the contract, and none of the farm’s environment', async () => {
    const script = `console.log([Intl.DateTimeFormat().resolvedOptions().timeZone, navigator.language, isSecureContext, location.href].join())`
    const { console } = await render(`<script>${script}</script>`, { javaScript: true })
    expect(console).toEqual(['log: UTC,en-US,false,about:blank'])
  })

  it('sees them too where the browser does not go by its environment, as on Windows', async () => {
    const named = join(folder, 'elsewhere')
    await writeFile(named, `#!/bin/sh\nTZ=Asia/Tokyo exec '${await chromiumPath()}' "$@"\n`, { mode: 0o755 })
    const elsewhere = await startTestRenderer({ named, size: 1 })
    const script = `const frame = document.body.appendChild(document.createElement('iframe')).contentWindow
      console.log([new Date(0).getHours(), new frame.Date(0).getHours(), new Date(0).toLocaleString(), new Intl.NumberFormat().format(0.5)].join('; '))`
    const job = jobOf(`<!doctype html><body><script>${script}</script>`, { javaScript: true })
    try {
      // Once more: what holds for a page must hold for the one after it.
      for (let i = 0; i < 2; i++) {
        const { console } = await elsewhere.renderer.render(job)
        expect(console).toEqual(['log: 0; 0; 1/1/1970, 12:00:00 AM; 0.5'])
      }
    } finally {
      await elsewhere.stop()
    }
  })
})
