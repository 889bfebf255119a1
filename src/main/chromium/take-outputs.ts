import { encodePixels, type Pixels } from '../pictures/encode-pixels.ts'
import type { Camera } from './camera.ts'
import type { Page } from './page.ts'
import { readPngSize } from './png-size.ts'
import type { Drawn, Lossy, RenderJob } from './render-job.ts'

const CSS_PIXELS_PER_INCH = 96

export type Output = Pick<Drawn, 'png' | 'lossy' | 'pdf' | 'width' | 'height'>

/** What is known of a page that has come to rest. */
export interface Nature {
  /** Its picture has no transparency. */
  isOpaque: boolean
  /** Drawing it again gives the same pixels whenever that is. */
  isRepeatable: boolean
}

/** Takes from a page that has come to rest what the job wants of it. */
export async function takeOutputs(page: Page, job: RenderJob, { isOpaque, isRepeatable }: Nature): Promise<Output> {
  const { outputs } = job
  const { camera } = page
  const pixels = isOpaque && (outputs.png || outputs.lossy) ? await camera.takePixels() : null
  const mayBeLossy = outputs.lossy && isOpaque && isRepeatable
  const lossy = mayBeLossy ? await takeLossy(camera, pixels, outputs.lossy as Lossy) : null
  const png = outputs.png && !lossy ? await (pixels ? encodePixels(pixels, 'png', 100) : camera.takePng()) : null
  // Printing lays the page out anew, so it comes last.
  const pdf = outputs.pdf ? await takePdf(page, job) : null
  const { width, height } = pixels ?? (png ? readPngSize(png) : expectedSize(job))
  return { png, lossy, pdf, width, height }
}

const expectedSize = ({ width, height, deviceScaleFactor: scale }: RenderJob) => ({
  width: Math.round(width * scale),
  height: Math.round(height * scale),
})

/** Null where that takes the lossless picture. */
async function takeLossy(camera: Camera, pixels: Pixels | null, { format, quality }: Lossy): Promise<Buffer | null> {
  if (pixels) return encodePixels(pixels, format, quality)
  return format === 'jpeg' ? camera.takeJpeg(quality) : null
}

async function takePdf({ session }: Page, { width, height }: RenderJob): Promise<Buffer> {
  const { data } = await session.send('Page.printToPDF', {
    printBackground: true,
    preferCSSPageSize: false,
    paperWidth: width / CSS_PIXELS_PER_INCH,
    paperHeight: height / CSS_PIXELS_PER_INCH,
    marginTop: 0,
    marginBottom: 0,
    marginLeft: 0,
    marginRight: 0,
    // The same picture: what lies below its edge is cut here too.
    pageRanges: '1',
  })
  return Buffer.from(data, 'base64')
}
