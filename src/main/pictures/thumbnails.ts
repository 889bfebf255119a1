import { LRUCache } from 'lru-cache'
import sharp from 'sharp'
import { Problem } from '../../shared/errors.ts'
import { sampleVariables } from '../../shared/sample-variables.ts'
import { MAX_THUMBNAIL, type Template } from '../../shared/template.ts'
import { noBinding } from '../bindings/no-binding.ts'
import type { BindingRepository } from '../db/bindings.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { sha256 } from '../hash.ts'
import { limited } from '../limited.ts'
import type { Drawing } from './drawing.ts'
import type { Picture } from './image-pictures.ts'
import { renderKey } from './render-key.ts'
import { previewTemplate } from './single-render.ts'

/** Small pictures kept in memory, in bytes, and templates' drawings from which they are made. */
const CACHE_BYTES = 16 * 1024 * 1024
const DRAWN_BYTES = 48 * 1024 * 1024
const QUALITY = 80

export interface Thumbnails {
  /**
   * The picture that a binding has now, small.
   * @param width CSS pixels at most; nothing is made larger than it is
   * @throws {Problem} `binding-not-found`; `not-found` while it has none
   */
  ofBinding(uid: string, width: number): Promise<Picture>
  /** A template, drawn with its defaults and samples. @throws {Problem} where it can't be drawn */
  ofTemplate(template: StoredTemplate, width: number): Promise<Picture>
}

export interface ThumbnailsParts extends Drawing {
  bindings: Pick<BindingRepository, 'find'>
}

interface Source {
  /** Names the content. */
  key: string
  drawnAt: number
  read(): Promise<Buffer>
}

export function createThumbnails(parts: ThumbnailsParts): Thumbnails {
  const small = new LRUCache<string, Buffer>({ maxSize: CACHE_BYTES, sizeCalculation: ({ length }) => length + 1 })
  const drawn = new LRUCache<string, Buffer>({ maxSize: DRAWN_BYTES, sizeCalculation: ({ length }) => length + 1 })
  const making = new Map<string, Promise<Buffer>>()
  // A screen full of thumbnails must not hold up refreshes: decoding takes a core each, and drawing a browser.
  const [shrinking, drawing] = [limited(1), limited(1)]

  /** Makes a small picture, once however many ask. */
  async function picture({ key, drawnAt, read }: Source, width: number): Promise<Picture> {
    const slot = `${key}.${width}`
    const content =
      small.get(slot) ?? (await once(slot, async () => shrinking(async () => shrink(await read(), width))))
    small.set(slot, content)
    return {
      content,
      facts: {
        contentType: 'image/webp',
        etag: `"${sha256(slot).slice(0, 32)}"`,
        lastModified: new Date(drawnAt),
      },
    }
  }

  async function once(slot: string, make: () => Promise<Buffer>): Promise<Buffer> {
    const running = making.get(slot) ?? make().finally(() => making.delete(slot))
    making.set(slot, running)
    return running
  }

  async function ofBinding(uid: string, width: number): Promise<Picture> {
    const found = await parts.bindings.find(uid)
    if (!found) throw noBinding(uid)
    const { image } = found
    if (!image) throw new Problem('not-found', 'This binding has no picture yet.')
    return picture({ key: image.file, drawnAt: image.renderedAt, read: () => parts.files.read(image.file) }, width)
  }

  async function ofTemplate(template: StoredTemplate, width: number): Promise<Picture> {
    await parts.renderer.known()
    const output = outputOf(template)
    const variables = sampleVariables(template)
    const browser = parts.renderer.state().version
    const key = renderKey({ template, output, locale: parts.locale(), browser }, variables)
    const read = async () => {
      const kept = drawn.get(key)
      if (kept) return kept
      const draw = () => previewTemplate(template, variables, output, template.uid, parts, new AbortController().signal)
      const { content } = await drawing(draw)
      const reduced = await shrink(content, MAX_THUMBNAIL)
      drawn.set(key, reduced)
      return reduced
    }
    return picture({ key, drawnAt: template.updatedAt, read }, width)
  }

  return { ofBinding, ofTemplate }
}

const outputOf = ({ width, height }: Pick<Template, 'width' | 'height'>) =>
  ({ format: 'png', quality: QUALITY, width, height, deviceScaleFactor: 1 }) as const

const shrink = (content: Buffer, width: number): Promise<Buffer> =>
  sharp(content, { limitInputPixels: false })
    .resize({ width, withoutEnlargement: true })
    .webp({ quality: QUALITY })
    .toBuffer()
