import { create } from 'zustand'

export type Route = { screen: 'bindings'; uid: string | null } | { screen: 'templates' } | { screen: 'unknown' }

export const bindingsPath = (uid?: string): string => (uid ? `#/bindings/${encodeURIComponent(uid)}` : '#/bindings')
export const TEMPLATES_PATH = '#/templates'

/** Where the fragment of the address points. One that brings a token points nowhere yet. */
export function parseRoute(hash: string): Route {
  const [screen = '', uid] = hash.replace(/^#\/?/, '').split('/')
  if (screen === '' || screen === 'bindings' || screen.startsWith('token='))
    return { screen: 'bindings', uid: uid ? safeDecode(uid) : null }
  return screen === 'templates' ? { screen } : { screen: 'unknown' }
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const useRoute = create<{ route: Route }>(() => ({ route: parseRoute(location.hash) }))

/** Returns what stops it. */
export function followAddress(): () => void {
  const follow = () => useRoute.setState({ route: parseRoute(location.hash) })
  follow()
  addEventListener('hashchange', follow)
  return () => removeEventListener('hashchange', follow)
}

export function goTo(path: string): void {
  location.hash = path
}
