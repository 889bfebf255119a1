import { promisify } from 'node:util'
import { zstdDecompress } from 'node:zlib'
import { LRUCache } from 'lru-cache'
import { Problem } from '../../shared/errors.ts'
import type { Format } from '../../shared/template.ts'
import type { Renderer } from '../chromium/renderer.ts'
import type { ImageFile, ImageRepository, StoredImage } from '../db/images.ts'
import { storageFault } from '../db/storage-fault.ts'
import { sha256 } from '../hash.ts'
import { CONTENT_TYPES } from './content-types.ts'
import { encodePicture } from './encode.ts'
import { LostFile, type PictureFiles } from './picture-files.ts'

const decompress = promisify(zstdDecompress)

/** A body with what is said of it. */
export interface Picture {
  content: Buffer
  facts: PictureFacts
}

/** The same object for as long as the picture is known, so that what is made of it can be kept by it. */
export interface PictureFacts {
  contentType: string
  /** Strong entity tag, quoted. */
  etag: string
  lastModified: Date
}

export interface ImagePictures {
  /**
   * A picture in a format, which is derived where nobody asked for it yet.
   * @throws {Problem} `not-found`
   * @throws {LostFile} where its file is gone or damaged
   */
  read(id: string, format: Format): Promise<Picture>
  /** The same, where it is in memory; null where it isn't. */
  atHand(id: string, format: Format): Picture | null
  /** Pictures got other files, or are gone. */
  forget(ids: readonly string[]): void
}

export interface ImagePicturesParts {
  images: ImageRepository
  files: PictureFiles
  renderer: Renderer
}

/** A file with what is said of it, which is made once. */
interface KnownFile extends ImageFile {
  facts: PictureFacts
}

interface KnownImage {
  image: StoredImage
  files: Map<Format, KnownFile>
}

/** The pictures that were drawn, by their ids. */
export function createImagePictures({ images, files, renderer }: ImagePicturesParts): ImagePictures {
  const knownImages = new LRUCache<string, KnownImage>({ max: 10_000 })
  const deriving = new Map<string, Promise<Picture>>()

  async function read(id: string, format: Format): Promise<Picture> {
    const known = knownImages.get(id) ?? (await lookImage(id))
    return readFrom(known, format).catch(async (error) => {
      // What was known may be of before the picture got another file.
      const again = error instanceof LostFile ? await lookImage(id).catch(() => null) : null
      if (!again || pngOf(again) === pngOf(known)) throw error
      return readFrom(again, format)
    })
  }

  async function readFrom(known: KnownImage, format: Format): Promise<Picture> {
    const file = known.files.get(format)
    if (file) return { content: await files.read(file.file), facts: file.facts }
    return deriveOnce(known.image, format, known.files)
  }

  async function lookImage(id: string): Promise<KnownImage> {
    const image = await images.find(id)
    if (!image) throw noPicture()
    const formats = new Map((await images.files(id)).map((file) => [file.format, withFacts(image, file)]))
    const found = { image, files: formats }
    knownImages.set(id, found)
    return found
  }

  /** Derives a format that nobody asked for yet; however many ask now, once. */
  function deriveOnce(image: StoredImage, format: Format, have: Map<Format, KnownFile>): Promise<Picture> {
    const key = `${image.id}.${format}`
    const running = deriving.get(key) ?? derive(image, format, have).finally(() => deriving.delete(key))
    deriving.set(key, running)
    return running
  }

  async function derive(image: StoredImage, format: Format, have: Map<Format, KnownFile>): Promise<Picture> {
    const content = await make(image, format, have)
    const file = withFacts(image, { imageId: image.id, format, file: sha256(content), bytes: content.length })
    try {
      await keep(file, content)
      have.set(format, file)
    } catch (error) {
      // On a disk that takes nothing it is made again for whoever asks.
      if (!storageFault(error)) throw error
    }
    return { content, facts: file.facts }
  }

  /** From the lossless picture, which is itself drawn first where none was taken. */
  async function make(image: StoredImage, format: Format, have: Map<Format, KnownFile>): Promise<Buffer> {
    if (format === 'pdf' || format === 'png') return drawAgain(image, format)
    const png = have.get('png')
    const { content } = png ? { content: await files.read(png.file) } : await deriveOnce(image, 'png', have)
    return encodePicture(content, format, image.quality)
  }

  async function keep({ facts: _, ...file }: KnownFile, content: Buffer): Promise<void> {
    const name = await files.put(content)
    try {
      if (await images.addFile(file)) return
      // It was cleaned up meanwhile.
      knownImages.delete(file.imageId)
      throw noPicture()
    } finally {
      files.release([name])
    }
  }

  async function drawAgain(image: StoredImage, output: 'png' | 'pdf'): Promise<Buffer> {
    const html = (await decompress(await files.read(image.pageFile))).toString('utf8')
    const owner = image.bindingUid ?? image.templateUid
    const outputs = { png: false, pdf: false, [output]: true }
    const rendered = await renderer.render({ html, ...image.pageOptions, owner, outputs, urgent: true })
    const content = rendered[output]
    if (!content) throw new Problem('render-failed', 'Chromium gave no picture.', { stage: 'render' })
    return content
  }

  return {
    read,
    atHand(id, format) {
      const file = knownImages.get(id)?.files.get(format)
      const content = file && files.atHand(file.file)
      return content ? { content, facts: file.facts } : null
    },
    forget(ids) {
      for (const id of ids) knownImages.delete(id)
    },
  }
}

const withFacts = (image: StoredImage, file: ImageFile): KnownFile => ({
  ...file,
  facts: {
    contentType: CONTENT_TYPES[file.format],
    etag: `"${file.file.slice(0, 32)}"`,
    lastModified: new Date(image.createdAt),
  },
})

const pngOf = ({ files }: KnownImage): string | undefined => files.get('png')?.file

export const noPicture = (): Problem =>
  new Problem('not-found', 'There is no picture at this address. Single renders are kept for 7 days.')
