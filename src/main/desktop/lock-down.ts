import { app, type Session, session, shell, type WebContents } from 'electron'
import { isDocsPage, isOwnPage } from './own-page.ts'

/** Writing text to the clipboard after a click; all else that a page could ask for is refused. */
const GRANTED = 'clipboard-sanitized-write'

/** Holds every page to the farm's own UI: no other address, no other window, no permission. `farmUrl` is its origin. */
export function lockDown(farmUrl: string): void {
  app.on('web-contents-created', (_event, contents) => lockContents(contents, farmUrl))
  lockPermissions(session.defaultSession, farmUrl)
}

function lockContents(contents: WebContents, farmUrl: string): void {
  const stay = (event: { url: string; preventDefault(): void }) => {
    if (!isOwnPage(event.url, farmUrl)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url, farmUrl)
    return { action: 'deny' }
  })
}

/** Links out open in the person's browser, by https alone; the farm's own reference is the one exception. */
function openOutside(url: string, farmUrl: string): void {
  if (URL.parse(url)?.protocol === 'https:' || isDocsPage(url, farmUrl)) void shell.openExternal(url)
}

function lockPermissions(pages: Session, farmUrl: string): void {
  pages.setPermissionRequestHandler((contents, permission, decide) =>
    decide(permission === GRANTED && isOwnPage(contents.getURL(), farmUrl)),
  )
  pages.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === GRANTED && URL.parse(origin)?.origin === new URL(farmUrl).origin,
  )
  pages.setDevicePermissionHandler(() => false)
}
