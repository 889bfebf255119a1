/** What a size among the tokens is in pixels now; it follows the browser's own text size. */
export function tokenPx(token: `--${string}`): number {
  const style = getComputedStyle(document.documentElement)
  const size = style.getPropertyValue(token).trim()
  const unit = size.endsWith('rem') ? Number.parseFloat(style.fontSize) : 1
  return Math.round(Number.parseFloat(size) * unit)
}
