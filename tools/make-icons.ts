import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { icns, ico, type Picture } from './icon-containers.ts'

/** `npm run icons`: draws all icons from `resources/icons/icon.svg` and from the glyph below. What it makes is committed. */

const folder = join(import.meta.dirname, '..', 'resources', 'icons')
const GLYPH = '<path d="M6 4h14l6 6v18H6z"/><path d="M20 4v6h6"/><path d="m10 23 5-7 4 4 2-3 3 6"/>'

/** What is told of health is told by shape, and by colour only beside it. */
const BADGES = {
  ok: { coloured: '', black: '' },
  degraded: {
    coloured:
      '<path d="M23 14.5 32 31.5H14z" fill="#f0b429" stroke="#1b1f24" stroke-width="1.5" stroke-linejoin="round"/><path d="M23 20.5v5M23 28v.5" stroke="#1b1f24" stroke-width="2.2" stroke-linecap="round"/>',
    black: '<path d="M23 15 32 32H14z" fill="#000"/>',
  },
  down: {
    coloured:
      '<circle cx="23" cy="23" r="8.5" fill="#d1242f" stroke="#fff" stroke-width="1.5"/><path d="m19.8 19.8 6.4 6.4m0-6.4-6.4 6.4" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/>',
    black: '<path d="m16 16 14 14m0-14-14 14" stroke="#000" stroke-width="4.5" stroke-linecap="round"/>',
  },
} as const

/** A badge stands in a hole of its own, so that it is seen at 16 pixels. */
const HOLE =
  '<mask id="hole"><rect width="32" height="32" fill="#fff"/><circle cx="23" cy="24" r="10.5" fill="#000"/></mask>'

const svg = (content: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none">${content}</svg>`)

const coloured = (badge: string): Buffer =>
  svg(
    `<rect width="32" height="32" rx="7" fill="#2f6fd0"/><g transform="translate(1.6 1.6) scale(.9)" stroke="#fff" stroke-width="2.8" stroke-linejoin="round">${GLYPH}</g>${badge}`,
  )

const black = (badge: string): Buffer =>
  svg(
    `${badge && HOLE}<g ${badge && 'mask="url(#hole)"'} stroke="#000" stroke-width="2.8" stroke-linejoin="round">${GLYPH}</g>${badge}`,
  )

const draw = async (source: Buffer, size: number): Promise<Picture> => ({
  size,
  png: await sharp(source, { density: 600 }).resize(size, size).png({ compressionLevel: 9 }).toBuffer(),
})
const write = (name: string, content: Buffer): void => writeFileSync(join(folder, name), content)

async function makeTrayIcons(): Promise<void> {
  for (const [health, badge] of Object.entries(BADGES)) {
    for (const [scale, suffix] of [
      [1, ''],
      [2, '@2x'],
    ] as const) {
      write(`tray-${health}${suffix}.png`, (await draw(coloured(badge.coloured), 24 * scale)).png)
      // macOS takes black with transparency for a template that it colours itself.
      write(`tray-${health}Template${suffix}.png`, (await draw(black(badge.black), 16 * scale)).png)
    }
  }
}

async function makeAppIcons(): Promise<void> {
  const source = readFileSync(join(folder, 'icon.svg'))
  const pictures = await Promise.all([16, 24, 32, 48, 64, 128, 256, 512, 1024].map((size) => draw(source, size)))
  for (const { size, png } of pictures) {
    if (size === 256) write('icon-256.png', png)
    if (size === 1024) write('icon.png', png)
  }
  write('icon.ico', ico(pictures.filter(({ size }) => size <= 256)))
  write('icon.icns', icns(pictures))
}

await makeTrayIcons()
await makeAppIcons()
