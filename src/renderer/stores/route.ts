import { create } from 'zustand'
import { type CloudState, isCloudState } from '../words/sync.ts'

/** Where one is. A uid that is null is one that is yet to be made. */
export type Route =
  | { screen: 'bindings'; uid: string | null; cloud: CloudState | null }
  | { screen: 'binding-editor'; uid: string | null; templateUid: string | null }
  | { screen: 'templates'; cloud: CloudState | null }
  | { screen: 'template-editor'; uid: string | null }
  | { screen: 'runs'; bindingUid: string | null; runId: string | null }
  | { screen: 'webhooks'; part: 'in' | 'out'; uid: string | null }
  | { screen: 'sync'; operationId: string | null }
  | { screen: 'settings'; section: string | null }
  | { screen: 'welcome' }
  | { screen: 'unknown' }

const path = (...steps: string[]): string => `#/${steps.map(encodeURIComponent).join('/')}`

const inSync = (list: string, cloud: CloudState | null): string => (cloud ? `${list}?sync=${cloud}` : list)

/** The addresses of the screens. */
export const paths = {
  bindings: (uid?: string) => (uid ? path('bindings', uid) : path('bindings')),
  bindingsInSync: (cloud: CloudState | null) => inSync(path('bindings'), cloud),
  newBinding: (templateUid?: string) =>
    `${path('bindings', 'new')}${templateUid ? `?template=${encodeURIComponent(templateUid)}` : ''}`,
  editBinding: (uid: string) => path('bindings', uid, 'edit'),
  templates: () => path('templates'),
  templatesInSync: (cloud: CloudState | null) => inSync(path('templates'), cloud),
  newTemplate: () => path('templates', 'new'),
  template: (uid: string) => path('templates', uid),
  runs: (bindingUid?: string) => `${path('runs')}${bindingUid ? `?binding=${encodeURIComponent(bindingUid)}` : ''}`,
  run: (bindingUid: string, runId: string) => path('runs', bindingUid, runId),
  webhooksIn: (uid?: string) => (uid ? path('webhooks', 'in', uid) : path('webhooks', 'in')),
  webhooksOut: (uid?: string) => (uid ? path('webhooks', 'out', uid) : path('webhooks', 'out')),
  sync: (operationId?: string) => (operationId ? path('sync', operationId) : path('sync')),
  settings: (section?: string) => (section ? path('settings', section) : path('settings')),
  welcome: () => path('welcome'),
}

/** Where the fragment of the address points. One that brings a token points nowhere yet. */
function parseRoute(hash: string): Route {
  const [place = '', query = ''] = hash.replace(/^#\/?/, '').split('?')
  const [screen = '', first, second] = place.split('/').map(safeDecode)
  const asked = new URLSearchParams(query)
  switch (screen) {
    case 'bindings':
      return bindingRoute(first, second, asked)
    case 'templates':
      if (!first) return { screen: 'templates', cloud: cloudIn(asked) }
      return { screen: 'template-editor', uid: first === 'new' ? null : first }
    case 'runs':
      return { screen: 'runs', bindingUid: first || asked.get('binding'), runId: second ?? null }
    case 'webhooks':
      return { screen: 'webhooks', part: first === 'out' ? 'out' : 'in', uid: second ?? null }
    case 'settings':
      return { screen: 'settings', section: first ?? null }
    case 'sync':
      return { screen, operationId: first ?? null }
    case 'welcome':
      return { screen }
    default:
      return screen === '' || screen.startsWith('token=')
        ? { screen: 'bindings', uid: null, cloud: null }
        : { screen: 'unknown' }
  }
}

function bindingRoute(uid: string | undefined, action: string | undefined, asked: URLSearchParams): Route {
  if (uid === 'new') return { screen: 'binding-editor', uid: null, templateUid: asked.get('template') }
  if (uid && action === 'edit') return { screen: 'binding-editor', uid, templateUid: null }
  return { screen: 'bindings', uid: uid || null, cloud: cloudIn(asked) }
}

function cloudIn(asked: URLSearchParams): CloudState | null {
  const state = asked.get('sync')
  return isCloudState(state) ? state : null
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

export const useRoute = create<{ route: Route }>(() => ({ route: parseRoute(location.hash) }))

/** What asks before one leaves what is not saved; null where there is nothing to lose. */
export const useLeaving = create<{
  /** Says what would be lost. */
  unsaved: string | null
  /** Where one was about to go, or what one was about to close. */
  wanted: string | (() => void) | null
}>(() => ({ unsaved: null, wanted: null }))

/** Goes where one was about to go, and leaves what is not saved. */
export function leaveAnyway(): void {
  const { wanted } = useLeaving.getState()
  useLeaving.setState({ unsaved: null, wanted: null })
  if (typeof wanted === 'function') wanted()
  else if (wanted !== null) goTo(wanted)
}

/** Closes a form, once one was asked where something in it is not saved. */
export function leave(close: () => void): void {
  if (useLeaving.getState().unsaved === null) close()
  else useLeaving.setState({ wanted: close })
}

export const stay = (): void => useLeaving.setState({ wanted: null })

/** Follows the address. While something is not saved it goes back to where one was, and asks. Returns what stops it. */
export function followAddress(): () => void {
  let here = location.hash
  const follow = ({ newURL }: { newURL?: string } = {}) => {
    // A token that was pasted opens the session anew; one goes on where one was.
    if (newURL !== undefined && URL.parse(newURL)?.hash.startsWith('#token='))
      return history.replaceState(null, '', `${location.pathname}${here}`)
    const { unsaved } = useLeaving.getState()
    if (unsaved !== null && location.hash !== here) {
      const wanted = location.hash
      history.pushState(null, '', `${location.pathname}${here}`)
      useLeaving.setState({ wanted })
      return
    }
    here = location.hash
    useRoute.setState({ route: parseRoute(here) })
  }
  const warn = (event: BeforeUnloadEvent) => {
    if (useLeaving.getState().unsaved !== null) event.preventDefault()
  }
  follow()
  addEventListener('hashchange', follow)
  addEventListener('beforeunload', warn)
  return () => {
    removeEventListener('hashchange', follow)
    removeEventListener('beforeunload', warn)
  }
}

export function goTo(place: string): void {
  location.hash = place
}

/** Goes there in the place of where one is: going back does not lead here again. */
export function goInstead(place: string): void {
  location.replace(place)
}
