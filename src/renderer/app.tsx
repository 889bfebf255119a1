import { useEffect } from 'react'
import { Notices } from './components/notices.tsx'
import { startLive } from './live.ts'
import { BindingsScreen } from './screens/bindings/bindings-screen.tsx'
import { SignedOut } from './screens/signed-out/signed-out.tsx'
import { TemplatesScreen } from './screens/templates/templates-screen.tsx'
import { UnknownScreen } from './screens/unknown-screen.tsx'
import { Banners } from './shell/banners.tsx'
import { Rail } from './shell/rail.tsx'
import { StatusBar } from './shell/status-bar.tsx'
import { useRoute } from './stores/route.ts'
import { useSession } from './stores/session.ts'

export function App() {
  const state = useSession(({ state }) => state)
  if (state === 'starting') return null
  return state === 'open' ? <Desk /> : <SignedOut hasEnded={state === 'ended'} />
}

/** The whole desk of an open session. A new token is a new session, whose link to the farm is made anew. */
function Desk() {
  const token = useSession(({ token }) => token)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link is made for this token
  useEffect(startLive, [token])
  return (
    <div className="desk">
      <button type="button" className="button skip" onClick={skipToContent}>
        Skip to the content
      </button>
      <Rail />
      <main id="content" tabIndex={-1}>
        <Banners />
        <Screen />
      </main>
      <StatusBar />
      <Notices />
    </div>
  )
}

function Screen() {
  const route = useRoute(({ route }) => route)
  if (route.screen === 'bindings') return <BindingsScreen uid={route.uid} />
  return route.screen === 'templates' ? <TemplatesScreen /> : <UnknownScreen />
}

function skipToContent(): void {
  document.getElementById('content')?.focus()
}
