import type { Renderer } from '../chromium/renderer.ts'
import type { Evaluator, Locale } from '../evaluator/evaluator.ts'
import type { PictureFiles } from './picture-files.ts'

/** What it takes to turn a template and variables into a stored picture. */
export interface Drawing {
  evaluator: Evaluator
  renderer: Renderer
  files: PictureFiles
  locale(): Locale
}
