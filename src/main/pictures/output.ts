import type { OutputConfig } from '../../shared/binding.ts'
import type { FieldError } from '../../shared/errors.ts'
import { MAX_PIXELS, type Template } from '../../shared/template.ts'
import type { PageOptions } from '../db/images.ts'

/** What is drawn: the binding's wishes over the template's size. */
export type Output = Required<OutputConfig>

export function resolveOutput(config: OutputConfig, template: Pick<Template, 'width' | 'height'>): Output {
  return { ...config, width: config.width ?? template.width, height: config.height ?? template.height }
}

export function pageOptions(output: Output, javaScript: boolean): PageOptions {
  const { width, height, deviceScaleFactor } = output
  return { width, height, deviceScaleFactor, javaScript }
}

/** The picture's fault where it has more than 64 MP. */
export function findSizeFault(output: Output, field: string): FieldError | null {
  const { width, height, deviceScaleFactor } = output
  const pixels = width * height * deviceScaleFactor ** 2
  if (pixels <= MAX_PIXELS) return null
  const megapixels = Math.ceil(pixels / 1e6)
  return {
    field,
    code: 'out_of_range',
    message: `${width} × ${height} at scale ${deviceScaleFactor} is ${megapixels} megapixels; ${MAX_PIXELS / 1e6} is the most`,
  }
}
