import type { Page } from './page.ts'
import { readPngSize } from './png-size.ts'
import type { Drawn, RenderJob } from './render-job.ts'

const CSS_PIXELS_PER_INCH = 96

export type Output = Pick<Drawn, 'png' | 'jpeg' | 'pdf' | 'width' | 'height'>

/** Takes from a page that has come to rest what the job wants of it. */
export async function takeOutputs(page: Page, job: RenderJob, mayBeJpeg: boolean): Promise<Output> {
  const { outputs } = job
  const jpeg = outputs.jpeg && mayBeJpeg ? await page.camera.takeJpeg(outputs.jpeg) : null
  const png = outputs.png && !jpeg ? await page.camera.takePng() : null
  // Printing lays the page out anew, so it comes last.
  const pdf = outputs.pdf ? await takePdf(page, job) : null
  const { deviceScaleFactor: scale } = job
  const size = png ? readPngSize(png) : { width: Math.round(job.width * scale), height: Math.round(job.height * scale) }
  return { png, jpeg, pdf, ...size }
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
