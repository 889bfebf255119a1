import type { Lossy, RenderJob } from '../../../src/main/chromium/render-job.ts'
import { jobOf } from '../../helpers/chromium.ts'
import { DOCUMENTS } from './documents.ts'

type Random = () => number

const pick = <T>(from: readonly T[], random: Random): T => from[Math.floor(random() * from.length)] as T

/** Whole numbers of pixels at every scale: where one is half covered, two ways of taking pictures differ. */
const SIZES = [
  [200, 100],
  [320, 200],
  [500, 220],
  [600, 316],
  [800, 420],
  [1200, 632],
  [640, 1280],
  [1600, 400],
] as const
const SCALES = [1, 1, 1, 1, 2, 1.5]
const BACKGROUNDS = ['', 'background:#fff', 'background:#123', 'background:linear-gradient(30deg,#123,#fc8)']
const TEMPLATES = [
  { background: 'color:#345', size: { width: 320, height: 200 } },
  { background: 'background:#fff', size: { width: 800, height: 420 } },
  {
    background: 'background:linear-gradient(30deg,#123,#fc8)',
    size: { width: 600, height: 316, deviceScaleFactor: 1.5 },
  },
]
const MOST_PIXELS = 2_500_000

/** @param site answers `/colour/RRGGBB?ms` with an image, after so many milliseconds */
export function randomJob(random: Random, site: string): RenderJob {
  const [width, height] = pick(SIZES, random)
  const wished = pick(SCALES, random)
  const deviceScaleFactor = width * height * wished ** 2 > MOST_PIXELS ? 1 : wished
  const size = { width, height, deviceScaleFactor, urgent: random() < 0.4 }
  const kind = random()
  if (kind < 0.3) return jobOf(`<!doctype html>${pick(DOCUMENTS, random)}`, { ...size, outputs: outputsOf(random) })
  if (kind < 0.7) return valuesOf(random, size.urgent)
  if (kind < 0.78) return jobOf(scripted(random), { ...size, javaScript: true, outputs: outputsOf(random) })
  if (kind < 0.9) return jobOf(withImages(random, site), { ...size, outputs: outputsOf(random) })
  return jobOf(`<p style="font:${10 + Math.floor(random() * 30)}px serif">quirks <b>b</b>`, size)
}

function outputsOf(random: Random): RenderJob['outputs'] {
  const lossy: Lossy = { format: random() < 0.5 ? 'jpeg' : 'webp', quality: pick([40, 80, 95], random) }
  return { png: true, pdf: random() < 0.07, ...(random() < 0.4 && { lossy }) }
}

/** One of a few templates, which come to be drawn by their values where one of them comes after the other. */
function valuesOf(random: Random, urgent: boolean): RenderJob {
  const template = pick(TEMPLATES, random)
  const n = Math.floor(random() * 25)
  const html = `<!doctype html><style>body{margin:0;${template.background};font:22px sans-serif;color:#888}</style>
    <h1 class="c${n % 3}" style="width:${90 + n * 4}px">No ${n} &amp; ${'more '.repeat(n % 7)}.</h1><p>${n % 2 ? 'שלום 東京' : 'text'} ${n}</p>
    <svg width="120" height="40"><polyline points="0,0 ${n},${n} 120,40" stroke="red"/><text x="${n}" y="30">${n}</text></svg>`
  return jobOf(html, {
    ...template.size,
    urgent,
    template: template.background,
    outputs: { ...outputsOf(random), pdf: false },
  })
}

const scripted = (random: Random): string =>
  `<!doctype html><body style="margin:0;${pick(BACKGROUNDS, random)}"><script>
    document.body.append('written by a script ', ${Math.floor(random() * 5)}); document.cookie = 'a=b'; window.name = 'x'
    requestAnimationFrame(() => document.body.append(' in a frame'))</script>`

function withImages(random: Random, site: string): string {
  const image = () =>
    `<img width=60 height=40 src="${site}/colour/${pick(['ff0000', '00ff00', '0000ff'], random)}?${pick([0, 0, 30, 120], random)}">`
  return `<!doctype html><body style="${pick(BACKGROUNDS, random)}">${image()}${image()}<p>beside images`
}

/** It ends its browser's patience, or its memory, unless it is given up before. */
export const greedyJob = (random: Random): RenderJob =>
  jobOf(random() < 0.5 ? '<script>for (;;);</script>' : GROWS, { javaScript: true })

const GROWS = '<script>const kept = []; for (;;) kept.push(new Array(1e6).fill(kept.length))</script>'
