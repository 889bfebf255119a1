import { existsSync } from 'node:fs'
import { BUNDLED_FONTS, fontFile } from '../chromium/fonts.ts'
import { type Finding, ok, problem } from './finding.ts'

/** The fonts that come along, one file for each style. */
export function lookAtFonts(): Finding {
  const files = BUNDLED_FONTS.flatMap(({ role, styles }) => styles.map((style) => ({ role, style })))
  const missing = files.filter(({ role, style }) => !isThere(role, style))
  if (missing.length === 0) return ok('Fonts', BUNDLED_FONTS.map(({ family }) => family).join(', '))
  return problem('Fonts', `${missing.length} of ${files.length} files are missing; run npm ci again`)
}

function isThere(...font: Parameters<typeof fontFile>): boolean {
  try {
    return existsSync(fontFile(...font))
  } catch {
    return false
  }
}
