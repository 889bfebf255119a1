import type { DesktopBridge } from '../preload/bridge.ts'
import { type Session, useSession } from './stores/session.ts'

declare global {
  interface Window {
    /** There in the desktop's window alone. */
    desktop?: DesktopBridge
  }
}

/** The tab's own store: the token ends with the tab and reaches no other. */
const KEY = 'bindery.token'

/**
 * The token of this tab. One in the address fragment (`#token=…`) is kept for the tab and taken out of the address, so
 * that it reaches no bookmark, no history and no one who looks over a shoulder.
 */
export function readToken(place: Location, store: Storage, history: History): string | null {
  const given = new URLSearchParams(place.hash.slice(1)).get('token')
  if (!given) return store.getItem(KEY)
  store.setItem(KEY, given)
  history.replaceState(null, '', place.pathname)
  return given
}

/** Reads this tab's token: of the window that it is in, or of its address. */
export async function openSession(): Promise<void> {
  const token = window.desktop
    ? await window.desktop.readToken().catch(() => null)
    : readToken(location, sessionStorage, history)
  useSession.setState(token === null ? { state: 'missing', token } : { state: 'open', token })
}

/**
 * Keeps the session going: an address with another token opens another session, and a window asks for the token anew
 * once the one it had is refused. Returns what stops it.
 */
export function keepSession(): () => void {
  const follow = () => {
    if (location.hash.startsWith('#token=')) void openSession()
  }
  const renew = async (session: Session) => {
    if (session.state !== 'ended' || !window.desktop) return
    const token = await window.desktop.readToken().catch(() => null)
    if (token !== null && token !== session.token) useSession.setState({ state: 'open', token })
  }
  addEventListener('hashchange', follow)
  const unsubscribe = useSession.subscribe((session) => void renew(session))
  return () => {
    removeEventListener('hashchange', follow)
    unsubscribe()
  }
}
