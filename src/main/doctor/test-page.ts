import sharp from 'sharp'
import type { RenderJob } from '../chromium/renderer.ts'

const [WIDTH, HEIGHT] = [60, 20]
const LEFT = [200, 30, 60]
const MIDDLE = [10, 120, 250]
const rgb = (colour: readonly number[]): string => `rgb(${colour.join(',')})`

/** Two coloured fields, and a letter on white. */
export const TEST_PAGE: RenderJob = {
  html: `<!doctype html><style>body{margin:0;display:flex;background:#fff;font:700 20px/20px sans-serif}i{width:20px;height:20px}</style><i style="background:${rgb(LEFT)}"></i><i style="background:${rgb(MIDDLE)}"></i><b>W</b>`,
  width: WIDTH,
  height: HEIGHT,
  deviceScaleFactor: 1,
  javaScript: false,
  owner: 'doctor',
  outputs: { png: true, pdf: false },
  urgent: true,
}

/** A letter has this many dark pixels at least; without any font there is none. */
const LEAST_INK = 30
const DARK = 80

/** Whether this is the picture of the test page. */
export async function isTestPage(png: Buffer): Promise<boolean> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  if (info.width !== WIDTH || info.height !== HEIGHT) return false
  const at = (x: number, y: number) => [...data.subarray((y * WIDTH + x) * 3, (y * WIDTH + x) * 3 + 3)]
  const is = (pixel: readonly number[], colour: readonly number[]) => pixel.every((part, i) => part === colour[i])
  let ink = 0
  for (let y = 0; y < HEIGHT; y++) for (let x = 40; x < WIDTH; x++) if (at(x, y).every((part) => part < DARK)) ink++
  return is(at(10, 10), LEFT) && is(at(30, 10), MIDDLE) && ink >= LEAST_INK
}
