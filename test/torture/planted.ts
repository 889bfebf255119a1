import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { fontFile } from '../../src/main/chromium/fonts.ts'

/** A colour that nothing else in a page has. */
export const COLOUR = { r: 201, g: 7, b: 133 } as const
const CSS_COLOUR = `rgb(${COLOUR.r},${COLOUR.g},${COLOUR.b})`
const SIZE = 90

/** The same secret in every format that a page could draw: by extension. */
export async function plantedFiles(): Promise<Record<string, { type: string; body: Buffer }>> {
  const image = sharp({ create: { width: SIZE, height: SIZE, channels: 3, background: COLOUR } })
  const rect = `<rect id="a" width="${SIZE}" height="${SIZE}" fill="${CSS_COLOUR}"/>`
  const texts: Record<string, [type: string, text: string]> = {
    css: ['text/css', `* { background: ${CSS_COLOUR} !important }`],
    html: ['text/html', `<body style="background:${CSS_COLOUR}">the planted secret`],
    js: ['text/javascript', `globalThis.document && (document.body.style.background = '${CSS_COLOUR}')`],
    svg: ['image/svg+xml', `<svg xmlns="http://www.w3.org/2000/svg" width="${SIZE}" height="${SIZE}">${rect}</svg>`],
    txt: ['text/plain', 'the planted secret, a line of text '.repeat(20)],
    vtt: ['text/vtt', 'WEBVTT\n\n00:00.000 --> 00:10.000\nthe planted secret'],
    xml: [
      'text/xml',
      `<html xmlns="http://www.w3.org/1999/xhtml"><body style="background:${CSS_COLOUR}">secret</body></html>`,
    ],
    mp4: ['video/mp4', 'no video'],
    pdf: ['application/pdf', '%PDF-1.4 the planted secret'],
  }
  const files = Object.entries(texts).map(([name, [type, text]]) => [name, { type, body: Buffer.from(text) }] as const)
  return {
    ...Object.fromEntries(files),
    png: { type: 'image/png', body: await image.png().toBuffer() },
    ttf: { type: 'font/ttf', body: await readFile(fontFile('mono')) },
  }
}

/** Writes them into a folder, as `secret.png` and so on. */
export async function plant(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [extension, { body }] of Object.entries(await plantedFiles())) {
    await writeFile(join(folder, `secret.${extension}`), body)
  }
}

/** How many pixels of a picture have the planted colour. */
export async function plantedPixels(png: Buffer): Promise<number> {
  const { data } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  let found = 0
  for (let i = 0; i < data.length; i += 3) {
    const [r = 0, g = 0, b = 0] = [data[i], data[i + 1], data[i + 2]]
    if (Math.abs(r - COLOUR.r) < 8 && Math.abs(g - COLOUR.g) < 8 && Math.abs(b - COLOUR.b) < 8) found++
  }
  return found
}
