import { settingsApi } from '../../api/settings.ts'
import { DesktopPort } from '../settings/desktop-port.tsx'
import { DesktopSwitch } from '../settings/desktop-switch.tsx'
import { Fact } from '../settings/fact.tsx'
import { SettingRow } from '../settings/setting-row.tsx'
import { useDesktop } from '../settings/use-desktop.ts'
import { useRead } from '../settings/use-read.ts'

/** Where Bindery is reached and, in the desktop app, when it runs. */
export function PlaceStep() {
  const server = useRead(settingsApi.server).value
  const { state, isHere, change } = useDesktop()
  return (
    <div>
      {server ? (
        <SettingRow id="address" isBrief>
          <Fact value={server.url} copyName="Copy the address" />
        </SettingRow>
      ) : null}
      {state ? (
        <>
          <DesktopPort state={state} change={change} />
          <DesktopSwitch id="startAtLogin" isOn={state.startAtLogin} byDefault={false} change={change} />
          {state.hasTray ? (
            <DesktopSwitch id="closeToTray" isOn={state.closeToTray ?? false} byDefault={false} change={change} />
          ) : null}
        </>
      ) : null}
      {isHere || !server ? null : (
        <SettingRow id="dataDir" isBrief>
          <Fact
            value={server.dataDir}
            copyName="Copy the path of the data folder"
            how="Bindery runs for as long as its program does, whether or not this page is open."
          />
        </SettingRow>
      )}
    </div>
  )
}
