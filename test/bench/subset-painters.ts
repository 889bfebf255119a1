import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { renderAsync } from '@resvg/resvg-js'
import { type Node, Renderer } from '@takumi-rs/core'
import satori from 'satori'
import sharp from 'sharp'
import { HEIGHT, WIDTH } from './cards.ts'
import { type Painter, type PictureFormat, QUALITY } from './painters.ts'
import { type Box, smallCardAsBoxes } from './subset-card.ts'

/** Engines that know a subset of CSS and draw other pixels than a browser does: of the small card alone, and its size. */

const STYLES = { 400: '400Regular', 700: '700Bold' } as const
const size = { width: WIDTH, height: HEIGHT }

const readFont = (style: string): Buffer =>
  readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/inter/${style}/Inter_${style}.ttf`))

const isOfSubset: Painter['canDraw'] = (card) => card.name === 'small'

/** SVG by satori, pixels by resvg off the main thread, packed by resvg as PNG and by sharp otherwise. */
export async function startSatori(): Promise<Painter> {
  const fonts = ([400, 700] as const).map((weight) => ({
    name: 'Inter',
    weight,
    style: 'normal' as const,
    data: readFont(STYLES[weight]),
  }))
  return {
    name: 'satori + resvg',
    canDraw: isOfSubset,
    async draw(_card, n, format) {
      const svg = await satori(toElement(smallCardAsBoxes(n)), { ...size, fonts })
      const image = await renderAsync(svg)
      return format === 'png' ? image.asPng() : pack(image.pixels, format)
    },
    stop: async () => {},
  }
}

const toElement = ({ style, content }: Box): Parameters<typeof satori>[0] => ({
  type: 'div',
  key: null,
  props: { style, children: typeof content === 'string' ? content : content.map(toElement) },
})

function pack(pixels: Buffer, format: Exclude<PictureFormat, 'png'>): Promise<Buffer> {
  const picture = sharp(pixels, { raw: { ...size, channels: 4 } })
  return format === 'jpeg'
    ? picture.flatten({ background: '#fff' }).jpeg({ quality: QUALITY }).toBuffer()
    : picture.webp({ quality: QUALITY, effort: 2 }).toBuffer()
}

/** Layout, pixels and packing in Rust, off the main thread. */
export async function startTakumi(): Promise<Painter> {
  const renderer = new Renderer()
  for (const style of Object.values(STYLES))
    await renderer.registerFont({ data: readFont(style), generic: 'sans-serif' })
  return {
    name: 'takumi',
    canDraw: isOfSubset,
    draw: (_card, n, format) => renderer.render(toNode(smallCardAsBoxes(n)), { ...size, format, ...qualityOf(format) }),
    stop: async () => {},
  }
}

const qualityOf = (format: PictureFormat) => (format === 'png' ? {} : { quality: QUALITY })

const toNode = ({ style, content }: Box): Node =>
  typeof content === 'string'
    ? { type: 'text', text: content, style }
    : { type: 'container', style, children: content.map(toNode) }
