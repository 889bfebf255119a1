import sharp from 'sharp'
import { fontFile } from '../chromium/fonts.ts'

/** What a card says; it never names a host, a body or a secret. */
export interface CardText {
  title: string
  detail: string
}

const BACKGROUND = '#f4f4f2'
const INK = '#3b3b38'
const FAINT = '#77776f'
/** A card larger than this is enlarged by whoever shows it. */
const MAX_SIDE = 2000
const MIN_SIDE_WITH_TEXT = 60

/** Draws the card that stands in for a picture, as a PNG of that size, with no browser. */
export async function drawErrorCard(text: CardText, size: { width: number; height: number }): Promise<Buffer> {
  const shrink = Math.min(1, MAX_SIDE / Math.max(size.width, size.height))
  const width = Math.max(1, Math.round(size.width * shrink))
  const height = Math.max(1, Math.round(size.height * shrink))
  const card = sharp({ create: { width, height, channels: 4, background: BACKGROUND } })
  if (Math.min(width, height) < MIN_SIDE_WITH_TEXT) return card.png().toBuffer()

  // Only the face of the font file is named, at its one weight: for any other Pango takes what the machine has.
  const points = Math.max(8, Math.round(Math.min(width / 24, height / 8)))
  const markup =
    `<span foreground="${INK}" font="Inter ${points}">${escapeMarkup(text.title)}</span>\n` +
    `<span foreground="${FAINT}" font="Inter ${Math.max(7, Math.round(points * 0.7))}">${escapeMarkup(text.detail)}</span>`
  const words = await sharp({
    text: {
      text: markup,
      fontfile: fontFile('sans'),
      font: 'Inter',
      width: Math.round(width * 0.86),
      align: 'centre',
      rgba: true,
      spacing: Math.round(points / 3),
    },
  })
    .png()
    .toBuffer()
  const fitted = await sharp(words).resize({ width, height, fit: 'inside', withoutEnlargement: true }).toBuffer()
  return card
    .composite([{ input: fitted, gravity: 'centre' }])
    .png()
    .toBuffer()
}

const escapeMarkup = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
