import { Problem } from '../../shared/errors.ts'
import type { Rendered, Renderer } from '../chromium/renderer.ts'
import type { StoredTemplate } from '../db/templates.ts'
import { findSizeFault, type Output, pageOptions } from '../pictures/output.ts'

/** Who the page is drawn for, and how soon. */
export interface RenderFor {
  /** Binding or template: a page that ran its scripts is not used for another. */
  owner: string
  urgent: boolean
  /** The saved template that it was composed from. */
  template?: Pick<StoredTemplate, 'uid' | 'updatedAt'>
}

/**
 * Draws a composed page in Chromium: the lossless picture (or a lossy one where that will do), and the PDF where that is the output.
 * @throws {Problem} `validation-error` where it has more than 64 MP
 */
export function renderPage(
  html: string,
  output: Output,
  javaScript: boolean,
  { owner, urgent, template }: RenderFor,
  renderer: Renderer,
  signal: AbortSignal,
): Promise<Rendered> {
  checkSize(output)
  const { width, height, deviceScaleFactor } = pageOptions(output, javaScript)
  const { format, quality } = output
  const lossy = format === 'jpeg' || format === 'webp' ? { lossy: { format, quality } } : {}
  const outputs = { png: true, pdf: format === 'pdf', ...lossy }
  const page = { html, width, height, deviceScaleFactor, javaScript, outputs }
  const revision = template && { template: `${template.uid} ${template.updatedAt}` }
  return renderer.render({ ...page, ...revision, owner, urgent }, signal)
}

/** What was small enough when it was saved may no longer be: a template can grow after the bindings that use it. */
function checkSize(output: Output): void {
  const fault = findSizeFault(output, 'outputConfig')
  if (!fault) return
  throw new Problem('validation-error', `${fault.message}. Choose a smaller size or scale.`, {
    stage: 'render',
    fields: [fault],
  })
}
