import type { DesktopState } from '../../../shared/desktop.ts'
import { DesktopPort } from './desktop-port.tsx'
import { DesktopSwitch, type DesktopSwitchName } from './desktop-switch.tsx'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'
import { useIsFound } from './settings-search.ts'
import { useDesktop } from './use-desktop.ts'

const SWITCHES: { id: DesktopSwitchName; byDefault: boolean; isThere(state: DesktopState): boolean }[] = [
  { id: 'notifications', byDefault: true, isThere: () => true },
  { id: 'closeToTray', byDefault: false, isThere: ({ hasTray }) => hasTray },
  { id: 'startAtLogin', byDefault: false, isThere: () => true },
  { id: 'checkForUpdates', byDefault: false, isThere: ({ canCheckForUpdates }) => canCheckForUpdates },
]

/** What only the desktop app can do. */
export function DesktopSection() {
  const { state, isHere, change } = useDesktop()
  return (
    <Section id="desktop">
      {isHere ? null : <InBrowser />}
      {state ? (
        <>
          {SWITCHES.filter(({ isThere }) => isThere(state)).map(({ id, byDefault }) => (
            <DesktopSwitch key={id} id={id} isOn={state[id] ?? false} byDefault={byDefault} change={change} />
          ))}
          <DesktopPort state={state} change={change} />
        </>
      ) : null}
    </Section>
  )
}

function InBrowser() {
  const isFound = useIsFound('notifications')
  return isFound ? (
    <SettingRow id="notifications">
      <p>
        This is a browser. Notifications, the tray and starting at login belong to the desktop app, and are set in its
        window.
      </p>
    </SettingRow>
  ) : (
    <p className="faint">This is a browser; this is set in the window of the desktop app.</p>
  )
}
