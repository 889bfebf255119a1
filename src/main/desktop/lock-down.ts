import { app, type Session, session, type WebContents } from 'electron'
import { openOutside } from './open-outside.ts'
import { isDocsPage, isOwnPage, isPicture } from './own-page.ts'

/** Writing text to the clipboard after a click; all else that a page could ask for is refused. */
const GRANTED = 'clipboard-sanitized-write'
/** What reaches beyond the page itself. */
const FAR_PROTOCOLS = ['http:', 'https:', 'ws:', 'wss:', 'ftp:', 'file:']

/**
 * Holds every page to the farm's own UI: no other address, no other window, no permission, no request and no download
 * from elsewhere. `farmUrl` is its origin. To be awaited before anything is loaded.
 */
export async function lockDown(farmUrl: string): Promise<void> {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, farmUrl))
  lockPermissions(session.defaultSession, farmUrl)
  lockRequests(session.defaultSession, farmUrl)
  // A farm that listens on an address of the network would be asked through the system's proxy, which would read its key.
  await session.defaultSession.setProxy({ mode: 'direct' })
}

function lockContents(contents: WebContents, farmUrl: string): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!isOwnPage(event.url, farmUrl)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (mayLeadOutside(url, farmUrl)) openOutside(url)
    return { action: 'deny' }
  })
}

/** Links out open in the person's browser, by https alone; the farm's own reference and pictures are the exceptions. */
const mayLeadOutside = (url: string, farmUrl: string): boolean =>
  URL.parse(url)?.protocol === 'https:' || isDocsPage(url, farmUrl) || isPicture(url, farmUrl)

function lockPermissions(pages: Session, farmUrl: string): void {
  pages.setPermissionRequestHandler((contents, permission, decide) =>
    decide(permission === GRANTED && isOwnPage(contents.getURL(), farmUrl)),
  )
  pages.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === GRANTED && isOfFarm(origin, farmUrl),
  )
  pages.setDevicePermissionHandler(() => false)
}

/** What the page's own policy says once more, where no page can weaken it. */
function lockRequests(pages: Session, farmUrl: string): void {
  pages.webRequest.onBeforeRequest(({ url }, decide) => {
    const isFar = FAR_PROTOCOLS.includes(URL.parse(url)?.protocol ?? '')
    decide({ cancel: isFar && !isOfFarm(url, farmUrl) })
  })
  pages.on('will-download', (event, item) => {
    if (!isOfFarm(item.getURL(), farmUrl)) event.preventDefault()
  })
}

/** A `blob:` has the origin of the page that made it. */
const isOfFarm = (url: string, farmUrl: string): boolean => URL.parse(url)?.origin === new URL(farmUrl).origin
