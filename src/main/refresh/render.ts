import type { Rendered, Renderer } from '../chromium/renderer.ts'
import { type Output, pageOptions } from '../output.ts'

/** Who the page is drawn for, and how soon. */
export interface RenderFor {
  /** Binding or template: a page that ran its scripts is not used for another. */
  owner: string
  urgent: boolean
}

/** Draws a composed page in Chromium: the lossless picture (or a JPEG where that will do), and the PDF where that is the output. */
export function renderPage(
  html: string,
  output: Output,
  javaScript: boolean,
  { owner, urgent }: RenderFor,
  renderer: Renderer,
  signal: AbortSignal,
): Promise<Rendered> {
  const { width, height, deviceScaleFactor } = pageOptions(output, javaScript)
  const { format, quality } = output
  const outputs = { png: true, pdf: format === 'pdf', ...(format === 'jpeg' && { jpeg: quality }) }
  return renderer.render({ html, width, height, deviceScaleFactor, javaScript, owner, outputs, urgent }, signal)
}
