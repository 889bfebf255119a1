import { Notifications } from '@mantine/notifications'
import { lazy, Suspense, useEffect } from 'react'
import { useCloudStates } from './cloud-states.ts'
import { ahead, loadAhead } from './components/load-ahead.ts'
import { ScreenBoundary } from './components/screen-boundary.tsx'
import { startLive } from './live.ts'
import { MOST_NOTICES } from './notify.tsx'
import { BindingEditorScreen } from './screens/binding-editor/binding-editor-screen.tsx'
import { BindingsScreen } from './screens/bindings/bindings-screen.tsx'
import { RunsScreen } from './screens/runs/runs-screen.tsx'
import { SettingsScreen } from './screens/settings/settings-screen.tsx'
import { SignedOut } from './screens/signed-out/signed-out.tsx'
import { SyncScreen } from './screens/sync/sync-screen.tsx'
import { DeleteDialog } from './screens/templates/delete-dialog.tsx'
import { TemplatesScreen } from './screens/templates/templates-screen.tsx'
import { UnknownScreen } from './screens/unknown-screen.tsx'
import { WebhooksScreen } from './screens/webhooks/webhooks-screen.tsx'
import { useFirstRun } from './screens/welcome/first-run.ts'
import { WelcomeScreen } from './screens/welcome/welcome-screen.tsx'
import { Banners } from './shell/banners.tsx'
import { CheatSheet } from './shell/cheat-sheet.tsx'
import { LeaveDialog } from './shell/leave-dialog.tsx'
import { Palette } from './shell/palette.tsx'
import { Rail } from './shell/rail.tsx'
import { useShortcuts } from './shell/shortcuts.ts'
import { StatusBar } from './shell/status-bar.tsx'
import { TopBar } from './shell/top-bar.tsx'
import { useFarm } from './stores/farm.ts'
import { useRoute } from './stores/route.ts'
import { useSession } from './stores/session.ts'

/** It brings the editor along, which nothing else needs. */
const TemplateEditorScreen = lazy(
  ahead(() =>
    import('./screens/template-editor/template-editor-screen.tsx').then(({ TemplateEditorScreen }) => ({
      default: TemplateEditorScreen,
    })),
  ),
)

export function App() {
  const state = useSession(({ state }) => state)
  if (state === 'starting') return null
  if (state === 'missing') return <SignedOut hasEnded={false} />
  const hasEnded = state === 'ended'
  // The desk stays, out of sight: what is written on it and not saved is there again with the next session.
  return (
    <>
      {hasEnded ? <SignedOut hasEnded /> : null}
      <Desk isHidden={hasEnded} />
    </>
  )
}

/** The whole desk of an open session. A new token is a new session, whose link to the farm is made anew. */
function Desk({ isHidden }: { isHidden: boolean }) {
  const token = useSession(({ token }) => token)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the link is made for this token
  useEffect(startLive, [token])
  useCloudStates()
  useShortcuts()
  useFirstRun()
  useLoadAhead()
  const screen = useRoute(({ route }) => route.screen)
  return (
    <div className="desk" hidden={isHidden}>
      <button type="button" className="button skip" onClick={skipToContent}>
        Skip to the content
      </button>
      <Rail />
      <TopBar />
      <main id="content" tabIndex={-1}>
        <Banners />
        <ScreenBoundary key={screen}>
          <Screen />
        </ScreenBoundary>
      </main>
      <StatusBar />
      <Palette />
      <CheatSheet />
      <LeaveDialog />
      <DeleteDialog />
      <section aria-label="Notices" aria-live="polite">
        <Notifications position="bottom-right" limit={MOST_NOTICES} withinPortal={false} />
      </section>
    </div>
  )
}

/** The desk itself comes first, in milliseconds. */
const AHEAD_MS = 2000

function useLoadAhead(): void {
  const isLive = useFarm(({ connection }) => connection === 'live')
  useEffect(() => {
    if (!isLive) return
    // What could not be loaded ahead is loaded when it is drawn.
    const timer = setTimeout(() => void loadAhead().catch(() => {}), AHEAD_MS)
    return () => clearTimeout(timer)
  }, [isLive])
}

function Screen() {
  const route = useRoute(({ route }) => route)
  switch (route.screen) {
    case 'bindings':
      return <BindingsScreen uid={route.uid} cloud={route.cloud} />
    case 'binding-editor':
      return <BindingEditorScreen uid={route.uid} templateUid={route.templateUid} />
    case 'templates':
      return <TemplatesScreen cloud={route.cloud} />
    case 'settings':
      return <SettingsScreen section={route.section} />
    case 'welcome':
      return <WelcomeScreen />
    case 'runs':
      return <RunsScreen bindingUid={route.bindingUid} runId={route.runId} />
    case 'webhooks':
      return <WebhooksScreen part={route.part} uid={route.uid} />
    case 'template-editor':
      return (
        <Suspense fallback={null}>
          <TemplateEditorScreen uid={route.uid} />
        </Suspense>
      )
    case 'sync':
      return <SyncScreen operationId={route.operationId} />
    default:
      return <UnknownScreen />
  }
}

function skipToContent(): void {
  document.getElementById('content')?.focus()
}
