import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { Problem } from '../../shared/errors.ts'
import type { Rendered } from '../chromium/renderer.ts'
import type { ImageFile, NewImage, StoredImage } from '../db/images.ts'
import { newImageId } from '../ids.ts'
import { encodePicture } from '../pictures/encode.ts'
import { type Output, pageOptions } from '../pictures/output.ts'
import type { PictureFiles } from '../pictures/picture-files.ts'

const compress = promisify(zstdCompress)

export interface Drawn {
  html: string
  rendered: Rendered
  output: Output
  javaScript: boolean
}

export type ImageOwner = Pick<StoredImage, 'source' | 'bindingUid' | 'templateUid' | 'renderKey'>

/**
 * Writes a picture's files: the picture in its own format, and what other formats derive from later: the composed page,
 * and the lossless PNG where one was taken. The files are held until the caller releases them with `heldFiles`.
 * @throws {Problem} `unavailable` where the disk does not take them
 */
export async function storePicture(
  drawn: Drawn,
  owner: ImageOwner,
  disk: PictureFiles,
  now: number,
): Promise<NewImage> {
  const { rendered, output } = drawn
  const content = await encodeOwn(drawn)
  const held: string[] = []
  const put = async (bytes: Buffer): Promise<string> => {
    const name = await disk.put(bytes)
    held.push(name)
    return name
  }
  try {
    const page = await compress(Buffer.from(drawn.html))
    const pageFile = await put(page)
    const id = newImageId()
    const own: ImageFile = { imageId: id, format: output.format, file: await put(content), bytes: content.length }
    const files = [own]
    if (output.format !== 'png' && rendered.png) {
      files.push({ imageId: id, format: 'png', file: await put(rendered.png), bytes: rendered.png.length })
    }
    return {
      image: {
        id,
        ...owner,
        format: output.format,
        quality: output.quality,
        width: rendered.width,
        height: rendered.height,
        losslessFile: files.find(({ format }) => format === 'png')?.file ?? null,
        pageFile,
        pageBytes: page.length,
        pageOptions: pageOptions(output, drawn.javaScript),
        createdAt: now,
      },
      files,
    }
  } catch (cause) {
    disk.release(held)
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown fault'
    throw new Problem(
      'unavailable',
      `The picture could not be saved (${reason}). Free some disk space, or check the permissions of the data folder.`,
      { stage: 'store', cause },
    )
  }
}

/** The names that `storePicture` holds for a picture. */
export const heldFiles = ({ image, files }: NewImage): string[] => [
  ...new Set([image.pageFile, ...files.map(({ file }) => file)]),
]

/** The picture in the format of its output. */
export async function encodeOwn({ rendered, output }: Drawn): Promise<Buffer> {
  const ready = output.format === 'pdf' ? rendered.pdf : rendered.lossy
  if (ready) return ready
  if (!rendered.png || output.format === 'pdf') {
    throw new Problem('render-failed', 'Chromium gave no picture.', { stage: 'render' })
  }
  return encodePicture(rendered.png, output.format, output.quality)
}
