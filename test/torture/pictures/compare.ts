import type { Drawn, RenderJob } from '../../../src/main/chromium/render-job.ts'
import { encodePicture } from '../../../src/main/pictures/encode.ts'
import { decodePng } from '../../helpers/chromium.ts'
import type { Alone, LoneBrowser } from './lone-browser.ts'

/** Says how a picture differs from the one that is drawn alone; null where it does not. */
export type Compare = (job: RenderJob, drawn: Drawn) => Promise<string | null>

/** When it was printed is not what it shows. */
const withoutDates = (pdf: Buffer): string => pdf.toString('latin1').replace(/\/(Creation|Mod)Date \([^)]*\)/g, '')

export function compareWith(lone: LoneBrowser): Compare {
  const known = new Map<string, Promise<Alone>>()

  function reference(job: RenderJob): Promise<Alone> {
    const { html, width, height, deviceScaleFactor, javaScript, outputs } = job
    const key = JSON.stringify([html, width, height, deviceScaleFactor, javaScript, outputs])
    const found = known.get(key) ?? lone.draw(job)
    known.set(key, found)
    return found
  }

  return async (job, drawn) => {
    const alone = await reference(job)
    const { lossy } = job.outputs
    if (drawn.width !== alone.width || drawn.height !== alone.height) return `${drawn.width} × ${drawn.height} pixels`
    if (job.outputs.pdf && withoutDates(drawn.pdf as Buffer) !== withoutDates(alone.pdf as Buffer)) return 'another PDF'
    if (drawn.png) return differing(drawn.png, alone.png as Buffer)
    if (!drawn.lossy || !lossy) return 'no picture'
    const wanted = await encodePicture(alone.png as Buffer, lossy.format, lossy.quality)
    // A small one is packed by the browser itself, and any where its memory could not be read.
    return [wanted, alone.jpeg].some((each) => each?.equals(drawn.lossy as Buffer))
      ? null
      : `other bytes of ${lossy.format}`
  }
}

async function differing(one: Buffer, other: Buffer): Promise<string | null> {
  const [a, b] = [await decodePng(one), await decodePng(other)]
  if (a.data.equals(b.data)) return null
  const rows = Array.from({ length: a.height }, (_, row) => row).filter((row) => {
    const [from, to] = [row * a.width * 4, (row + 1) * a.width * 4]
    return a.data.compare(b.data, from, to, from, to) !== 0
  })
  return `other pixels in ${rows.length} of ${a.height} rows, from row ${rows[0]}`
}
