import type { CDPSession } from 'puppeteer-core'
import type { ProxyLogin } from './page.ts'

/** Keeps a page where its document was written. */
export interface NavigationGuard {
  /** From here on the page may not leave. */
  arm(): void
  disarm(): void
  /** Whether the page has left its document all the same (to a place that needs no network). */
  readonly hasLeft: boolean
  /** Settles when the page was kept from leaving; its load event may never come then. */
  readonly refused: Promise<void>
}

/**
 * Refuses what would take the place of the page's document (meta refresh, location, forms), and answers the farm's own
 * proxy, and nobody else, when it asks for the login. Only documents are paused for this, frames among them; every
 * other request goes through untouched.
 */
export async function guardNavigation(
  session: CDPSession,
  mainFrameId: string,
  { host = '127.0.0.1', port, username, password }: ProxyLogin,
): Promise<NavigationGuard> {
  let isArmed = false
  let hasLeft = false
  let refused = Promise.withResolvers<void>()
  // A page that goes away takes its paused requests along; there is nobody left to be told.
  const ignore = () => {}

  session.on('Fetch.requestPaused', ({ requestId, frameId }) => {
    if (!isArmed || frameId !== mainFrameId) {
      session.send('Fetch.continueRequest', { requestId }).catch(ignore)
      return
    }
    session.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' }).catch(ignore)
    refused.resolve()
  })
  session.on('Fetch.authRequired', ({ requestId, authChallenge: { source, origin } }) => {
    const isOurs = source === 'Proxy' && origin === `http://${host}:${port}`
    const authChallengeResponse = isOurs
      ? ({ response: 'ProvideCredentials', username, password } as const)
      : ({ response: 'CancelAuth' } as const)
    session.send('Fetch.continueWithAuth', { requestId, authChallengeResponse }).catch(ignore)
  })
  session.on('Page.frameNavigated', ({ frame }) => {
    if (isArmed && frame.id === mainFrameId) hasLeft = true
  })
  const documents = [{ urlPattern: '*', resourceType: 'Document', requestStage: 'Request' }] as const
  await session.send('Fetch.enable', { handleAuthRequests: true, patterns: [...documents] })
  return {
    arm() {
      isArmed = true
      hasLeft = false
      refused = Promise.withResolvers<void>()
    },
    disarm() {
      isArmed = false
    },
    get hasLeft() {
      return hasLeft
    },
    get refused() {
      return refused.promise
    },
  }
}
