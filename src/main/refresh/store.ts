import { promisify } from 'node:util'
import { zstdCompress } from 'node:zlib'
import { Problem } from '../../shared/errors.ts'
import type { Rendered } from '../chromium/renderer.ts'
import type { ImageFile, NewImage, StoredImage } from '../db/images.ts'
import { encodePicture } from '../encode.ts'
import { newImageId } from '../ids.ts'
import { type Output, pageOptions } from '../output.ts'
import type { PictureFiles } from '../picture-files.ts'

const compress = promisify(zstdCompress)

export interface Drawn {
  html: string
  rendered: Rendered
  output: Output
  javaScript: boolean
}

export type ImageOwner = Pick<StoredImage, 'source' | 'bindingUid' | 'templateUid' | 'renderKey'>

/**
 * Writes a picture's files: the lossless PNG and the composed page, from which other formats derive later, and the
 * picture in its own format. The files are held until the caller releases them with `heldFiles`.
 * @throws {Problem} `unavailable` where the disk does not take them
 */
export async function storePicture(
  drawn: Drawn,
  owner: ImageOwner,
  files: PictureFiles,
  now: number,
): Promise<NewImage> {
  const { rendered, output } = drawn
  const content = await encodeOwn(drawn)
  const held: string[] = []
  const put = async (bytes: Buffer): Promise<string> => {
    const name = await files.put(bytes)
    held.push(name)
    return name
  }
  try {
    const losslessFile = await put(losslessOf(rendered))
    const page = await compress(Buffer.from(drawn.html))
    const pageFile = await put(page)
    const file = output.format === 'png' ? losslessFile : await put(content)
    const id = newImageId()
    const lossless: ImageFile = { imageId: id, format: 'png', file: losslessFile, bytes: losslessOf(rendered).length }
    const own: ImageFile = { imageId: id, format: output.format, file, bytes: content.length }
    return {
      image: {
        id,
        ...owner,
        format: output.format,
        quality: output.quality,
        width: rendered.width,
        height: rendered.height,
        losslessFile,
        pageFile,
        pageBytes: page.length,
        pageOptions: pageOptions(output, drawn.javaScript),
        createdAt: now,
      },
      files: output.format === 'png' ? [own] : [own, lossless],
    }
  } catch (cause) {
    files.release(held)
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
  ...new Set([image.pageFile, image.losslessFile, ...files.map(({ file }) => file)]),
]

/** The picture in the format of its output. */
export async function encodeOwn({ rendered, output }: Drawn): Promise<Buffer> {
  if (output.format !== 'pdf') return encodePicture(losslessOf(rendered), output.format, output.quality)
  if (!rendered.pdf) throw new Problem('render-failed', 'Chromium printed no PDF.', { stage: 'render' })
  return rendered.pdf
}

function losslessOf(rendered: Rendered): Buffer {
  if (!rendered.png) throw new Problem('render-failed', 'Chromium gave no picture.', { stage: 'render' })
  return rendered.png
}
