import type { Rendered, Renderer, RenderJob } from '../../src/main/chromium/renderer.ts'
import { sha256 } from '../../src/main/hash.ts'
import { encodePicture } from '../../src/main/pictures/encode.ts'
import { jobOf } from '../helpers/chromium.ts'

const QUALITY = 80

const card = (text: string): string =>
  `<!doctype html><body style="margin:0;background:#123 linear-gradient(30deg,#123,#fc8);font:30px sans-serif"><p>${text}</p>`

const job = (text: string, rest: Partial<RenderJob> = {}): RenderJob =>
  jobOf(card(text), { width: 600, height: 315, ...rest })

const TEXT = 'Ünï 😀'
const lossyOf = (format: 'jpeg' | 'webp') => ({ png: true, pdf: false, lossy: { format, quality: QUALITY } })
const jpeg = lossyOf('jpeg')

const REFERENCES: Record<string, RenderJob> = {
  'a PNG': job(TEXT),
  'a JPEG': job(TEXT, { outputs: jpeg }),
  'a WebP': job(TEXT, { outputs: lossyOf('webp') }),
  'a PNG by its values': job(TEXT, { template: 'reference' }),
  'a JPEG by its values': job(TEXT, { template: 'reference', outputs: jpeg }),
  'a PNG with scripts': job('<script>document.write(6 * 7)</script>', { javaScript: true }),
  'a PNG at twice the scale': job(TEXT, { deviceScaleFactor: 2 }),
  'a JPEG at one and a half times the scale': job(TEXT, { deviceScaleFactor: 1.5, outputs: jpeg }),
}

/** What is between two pictures of a template that are drawn by their values. */
const OTHER = job('Another text', { template: 'reference' })

/**
 * Draws every reference once in each of so many browsers, and gives the hash of its bytes, and of the JPEG and WebP
 * that are packed from it; "different" where they differ among themselves.
 */
export async function referenceHashes(renderer: Renderer, abreast: number): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const [name, reference] of Object.entries(REFERENCES)) {
    const draw = async () => {
      if (reference.template) await renderer.render(OTHER)
      return hashOf(await renderer.render(reference))
    }
    const hashes = new Set(await Promise.all(Array.from({ length: abreast }, draw)))
    found[name] = hashes.size === 1 ? ([...hashes][0] ?? '') : 'different'
  }
  return found
}

async function hashOf({ png, lossy }: Rendered): Promise<string> {
  const packed = png
    ? await Promise.all([encodePicture(png, 'jpeg', QUALITY), encodePicture(png, 'webp', QUALITY)])
    : []
  return sha256(Buffer.concat([png, lossy, ...packed].filter((each) => each !== null)))
}
