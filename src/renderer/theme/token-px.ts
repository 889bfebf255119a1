/** What a size among the tokens is in pixels now; it follows the browser's own text size. */
export function tokenPx(token: `--${string}`): number {
  const style = getComputedStyle(document.documentElement)
  const value = Number.parseFloat(style.getPropertyValue(token))
  return Math.round(value * Number.parseFloat(style.fontSize))
}
