/** Whether a URL is a page of the farm's UI. Parsed, so that no spelling of another host passes for it. */
export const isOwnPage = (url: string, farmUrl: string): boolean => isBelow(url, farmUrl, '/app/')

/** Whether a URL is the farm's API reference. */
export const isDocsPage = (url: string, farmUrl: string): boolean => isBelow(url, farmUrl, '/docs')

/** Whether a URL is a picture of the farm's, which everybody may see. */
export const isPicture = (url: string, farmUrl: string): boolean =>
  isBelow(url, farmUrl, '/b/') || isBelow(url, farmUrl, '/renders/')

function isBelow(url: string, farmUrl: string, path: string): boolean {
  const parsed = URL.parse(url)
  return parsed !== null && parsed.origin === new URL(farmUrl).origin && parsed.pathname.startsWith(path)
}
