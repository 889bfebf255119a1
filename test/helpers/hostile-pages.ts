import { crc32, deflateSync } from 'node:zlib'
import { startServer, type TestServer } from './http-server.ts'

/** A page that means harm, or is written carelessly enough to do it. */
export interface HostilePage {
  name: string
  html: string
  javaScript: boolean
  /** What must come of it where that is known; most may be drawn or refused, as the machine and Chromium have it. */
  ends?: 'drawn' | 'refused'
}

/** What pages ask the hostile site for: `/endless` (a body without end), `/silent` (no answer), `/bomb.png`, `/x.png?n`. */
export type SiteUrl = (path: string) => string

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A PNG (RFC 2083) of one colour: with one bit a pixel, a gigapixel has about 100 KB. */
export function pngBomb(side: number): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.writeUInt8(1, 8)
  const rows = Buffer.alloc((Math.ceil(side / 8) + 1) * side)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  const chunks = [pngChunk('IHDR', head), pngChunk('IDAT', deflateSync(rows)), pngChunk('IEND', Buffer.alloc(0))]
  return Buffer.concat([signature, ...chunks])
}

/** What the pages load from: images, bombs, frames in frames, a body without end, and silence. */
export async function openHostileSite(): Promise<TestServer> {
  const bombs = new Map<number, Buffer>()
  const bombOf = (side: number): Buffer => {
    const bomb = bombs.get(side) ?? pngBomb(side)
    bombs.set(side, bomb)
    return bomb
  }
  return startServer(({ url }, response) => {
    const [path, query] = url.split('?')
    if (path === '/silent') return
    if (path === '/endless') {
      response.writeHead(200, { 'content-type': 'text/css' })
      const timer = setInterval(() => response.write(`/* ${'x'.repeat(50_000)} */`), 20)
      return void response.on('close', () => clearInterval(timer))
    }
    if (path === '/frames') {
      response.writeHead(200, { 'content-type': 'text/html' })
      return void response.end(`<iframe src="/frames?${Math.random()}"></iframe>`.repeat(2))
    }
    response.writeHead(200, { 'content-type': 'image/png', 'access-control-allow-origin': '*' })
    response.end(bombOf(path === '/bomb.png' ? Number(query) : 8))
  })
}

const times = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join('')
const script = (code: string): string => `<!doctype html><body>before<script>${code}</script>`

/** Pages without scripts: what a template's markup or its data alone can do. */
const still = (at: SiteUrl): Record<string, string | [string, HostilePage['ends']]> => ({
  'a million nodes': times(1_000_000, () => '<i>'),
  'a million siblings': times(1_000_000, () => '<p>x</p>'),
  'nesting 100,000 deep': times(100_000, () => '<div style="padding:1px">'),
  'nested tables': times(500, () => '<table><tr><td><table><tr><td>'),
  'nested flex boxes': times(60, () => '<div style="display:flex;flex-wrap:wrap"><div style="display:flex">'),
  'a table of 300,000 cells': `<table>${times(300, () => `<tr>${times(1000, () => '<td>1')}`)}</table>`,
  'a bomb of 30,000 × 30,000 pixels': `<img src="${at('/bomb.png?30000')}">`,
  'a bomb of 20,000 × 20,000 pixels': `<img src="${at('/bomb.png?20000')}"><div style="width:90px;height:90px;background:url(${at('/bomb.png?20000')})">`,
  'ten bombs': times(10, (n) => `<img src="${at(`/bomb.png?${12_000 + n}`)}" width=20>`),
  'an image without end': [`<img src="${at('/endless')}">`, 'drawn'],
  'a style sheet without end': [`<link rel=stylesheet href="${at('/endless')}"><p>x`, 'drawn'],
  'a font without end': [
    `<style>@font-face{font-family:e;src:url(${at('/endless')})}*{font-family:e}</style><p>x`,
    'drawn',
  ],
  'an image that never comes': [`<img src="${at('/silent')}">`, 'drawn'],
  'fifty frames that never come': times(50, () => `<iframe src="${at('/silent')}"></iframe>`),
  'frames in frames': [`<iframe src="${at('/frames')}"></iframe>`, undefined],
  'thousands of images': times(5000, (n) => `<img src="${at(`/x.png?${n}`)}" width=4>`),
  'a data URL of 40 MB': `<img src="data:image/png;base64,${'A'.repeat(40_000_000)}">`,
  'text of 20 MB': `<p>${'word '.repeat(4_000_000)}`,
  'one word of 5 MB': `<p style="word-break:break-all">${'x'.repeat(5_000_000)}`,
  'letters of 100,000 pixels': '<p style="font-size:100000px">W😀W',
  'combining marks': `<p>${`a${'\u0301'.repeat(100_000)}`.repeat(5)}`,
  '100,000 rules': `<style>${times(100_000, (n) => `.a${n} > .b${n}:nth-child(${n}) ~ *{color:red}`)}</style>${times(2000, (n) => `<b class=a${n}>`)}`,
  'selectors that look back': `<style>${times(300, (n) => `:has(.x${n} ~ .y) p:nth-last-child(2n+${n}){color:red}`)}</style>${times(3000, () => '<p>x')}`,
  'variables that double': `<style>:root{--a0:xxxxxxxxxx;${times(40, (n) => `--a${n + 1}:var(--a${n})var(--a${n});`)}}p::before{content:"" var(--a40)}</style><p>`,
  'calc in calc': `<p style="width:${'calc(1px + '.repeat(20_000)}1px${')'.repeat(20_000)}">`,
  'blurs of 5,000 pixels': times(
    40,
    () => '<div style="width:3000px;height:3000px;background:red;filter:blur(5000px)">',
  ),
  'shadows of shadows': times(
    200,
    () =>
      `<div style="width:900px;height:900px;box-shadow:${times(50, (n) => `${n}px ${n}px 3000px 900px red,`)}0 0 9px red">`,
  ),
  'backdrops of backdrops': times(
    300,
    () => '<div style="position:absolute;inset:0;backdrop-filter:blur(200px) invert(1)">',
  ),
  'noise of 10 octaves': times(
    20,
    (n) =>
      `<svg width=4000 height=4000><filter id=f${n} x=-9 y=-9 width=99 height=99><feTurbulence numOctaves=10 baseFrequency=.9 /><feGaussianBlur stdDeviation=200 /><feMorphology radius=400 /></filter><rect width=100% height=100% filter="url(#f${n})" /></svg>`,
  ),
  'uses of uses': `<svg>${times(30, (n) => `<g id=u${n + 1}>${`<use href="#u${n}" />`.repeat(10)}</g>`)}<rect id=u0 width=1 height=1 /><use href="#u30" /></svg>`,
  'patterns of patterns': `<svg width=200 height=100>${times(12, (n) => `<pattern id=p${n + 1} width=.01 height=.01><rect width=99 height=99 fill="url(#p${n})" /></pattern>`)}<rect width=200 height=100 fill="url(#p12)" /></svg>`,
  'gradients of 100,000 stops': `<div style="width:200px;height:100px;background:conic-gradient(${times(100_000, (n) => `hsl(${n} 90% 50%),`)}red)">`,
  animations: [
    `<style>@keyframes k{to{transform:rotate(1turn);filter:blur(9px);width:900px}}p{animation:k .01s infinite alternate}</style>${times(3000, () => '<p>x')}`,
    'drawn',
  ],
  'a box of 30 million pixels': [
    '<div style="width:33000000px;height:33000000px;background:linear-gradient(red,blue)">',
    'drawn',
  ],
  'a grid of a million tracks':
    '<div style="display:grid;grid-template:repeat(1000000,1px)/repeat(1000000,1px)"><p style="grid-area:1/1/1000000/1000000">',
  'a thousand columns': `<div style="columns:1000">${times(20_000, () => '<p style="float:left">word')}`,
  refreshes: ['<meta http-equiv=refresh content="0"><meta http-equiv=refresh content="0;url=about:blank">x', undefined],
})

/** Pages with scripts. */
const scripted = (at: SiteUrl): Record<string, string | [string, HostilePage['ends']]> => ({
  'an endless loop': ['for (;;);', 'refused'],
  'an endless loop after the load': ['onload = () => { for (;;); }', 'refused'],
  'an endless loop in a frame callback': ['requestAnimationFrame(() => { for (;;); })', 'refused'],
  'microtasks without end': ['const go = () => Promise.resolve().then(go); go()', 'refused'],
  'timers without end': 'const go = () => { setTimeout(go); for (let i = 0; i < 1e7; i++); }; go(); go()',
  'layout without end':
    "const d = document.body.appendChild(document.createElement('div')); const go = () => { for (let i = 0; i < 2000; i++) { d.style.width = i + 'px'; d.offsetWidth }; requestAnimationFrame(go) }; go()",
  'a resize observer that resizes':
    "for (let i = 0; i < 100; i++) { const d = document.body.appendChild(document.createElement('div')); new ResizeObserver(() => { d.style.width = d.offsetWidth + 1 + 'px' }).observe(d) }",
  'a mutation observer that mutates': [
    "new MutationObserver(() => document.body.append('x')).observe(document.body, { childList: true }); document.body.append('x')",
    undefined,
  ],
  'nodes without end': ["for (;;) document.body.append(document.createElement('p'))", 'refused'],
  'writing without end': ["for (;;) document.write('<p>x')", 'refused'],
  'writing at every load':
    "onload = () => { document.open(); document.write('<script>onload = parent.onload<\\/script>x'); document.close() }",
  dialogs: ['for (let i = 0; i < 50; i++) { alert(i); confirm(i); prompt(i) }', 'drawn'],
  'dialogs without end': ['for (;;) alert(1)', 'refused'],
  'a dialog at unload': ["onbeforeunload = (e) => { e.preventDefault(); return 'stay' }; alert(1)", 'drawn'],
  windows: "for (let i = 0; i < 100; i++) open('about:blank'); open(location.href); print()",
  'frames without end': ["setInterval(() => document.body.append(document.createElement('iframe')))", undefined],
  'navigation without end': "setInterval(() => { location.href = 'about:blank?' + Math.random() })",
  'history without end': "for (;;) history.pushState({}, '', '#' + Math.random())",
  'requests without end': `setInterval(() => { for (let i = 0; i < 100; i++) fetch('${at('/x.png')}?' + Math.random()).catch(() => {}) })`,
  'a socket without end': `setInterval(() => { try { new WebSocket('${at('/silent').replace('http', 'ws')}') } catch {} })`,
  'words without end': ["for (;;) console.log('x'.repeat(1000))", 'refused'],
  'long words': "for (let i = 0; i < 200; i++) console.log('x'.repeat(5e6), { a: ['y'.repeat(5e6)] })",
  'errors without end':
    "setInterval(() => { for (let i = 0; i < 1000; i++) queueMicrotask(() => { throw new Error('x'.repeat(1000)) }) })",
  'workers that spin':
    "const url = URL.createObjectURL(new Blob(['for (;;);'])); for (let i = 0; i < 20; i++) new Worker(url)",
  'WebAssembly that spins': [
    'new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,8,1,0,10,9,1,7,0,3,64,12,0,11,11])))',
    'refused',
  ],
  'memory of its own': ['const kept = []; for (;;) kept.push(new Uint8Array(64e6).fill(1))', 'refused'],
  'memory of the heap': ['const kept = []; for (;;) kept.push({ a: [kept.length, String(Math.random())] })', 'refused'],
  'memory of a string':
    "let s = 'x'; try { for (;;) s += s } catch {} ; const all = []; for (;;) all.push(s + Math.random())",
  'memory of pictures':
    "const kept = []; for (let i = 0; i < 200; i++) { const c = document.createElement('canvas'); c.width = c.height = 8000; c.getContext('2d').fillRect(0, 0, 8000, 8000); kept.push(c); document.body.append(c) }",
  'memory of the graphics':
    "const gl = document.createElement('canvas').getContext('webgl'); for (let i = 0; i < 1000; i++) { const t = gl.createTexture(); gl.bindTexture(gl.TEXTURE_2D, t); gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 4096, 4096, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(67108864)) }",
  'memory of a worker':
    "const url = URL.createObjectURL(new Blob(['const kept = []; for (;;) kept.push(new Uint8Array(64e6).fill(1))'])); new Worker(url)",
  'blobs without end': [
    'const b = new Uint8Array(16e6); const kept = []; setInterval(() => kept.push(new Blob([b, String(Math.random())])))',
    undefined,
  ],
  recursion: 'const go = () => { try { go() } finally { go() } }; go()',
  'a regular expression that backtracks': ["/^(a+)+$/.test('a'.repeat(60) + 'b')", 'refused'],
  'a debugger statement': 'debugger',
  'a page that closes itself': 'close(); window.close()',
  'a microphone, a camera, a place':
    'navigator.mediaDevices?.getUserMedia({ audio: true, video: true }).catch(() => {}); navigator.geolocation?.getCurrentPosition(() => {}); Notification?.requestPermission?.()',
  'a service worker': "navigator.serviceWorker?.register('/x').catch(() => {})",
  downloads:
    "for (let i = 0; i < 50; i++) { const a = document.createElement('a'); a.href = URL.createObjectURL(new Blob(['x'.repeat(1e6)])); a.download = 'x' + i; a.click() }",
  'full screen and pointer lock':
    'document.body.requestFullscreen?.().catch(() => {}); document.body.requestPointerLock?.()',
})

/** Every hostile page. */
export function hostilePages(at: SiteUrl): HostilePage[] {
  const pagesOf = (pages: ReturnType<typeof still>, javaScript: boolean) =>
    Object.entries(pages).map(([name, page]): HostilePage => {
      const [source, ends] = typeof page === 'string' ? [page] : page
      const html = javaScript ? script(source) : `<!doctype html><body>${source}`
      return { name, javaScript, html, ...(ends && { ends }) }
    })
  return [...pagesOf(still(at), false), ...pagesOf(scripted(at), true)]
}
