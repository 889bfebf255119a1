import { CHANNELS } from '../../preload/bridge.ts'
import { type DesktopState, type DesktopUpdate, desktopUpdateSchema } from '../../shared/desktop.ts'
import type { Doors } from './doors.ts'
import type { LoginItem } from './login-item.ts'
import type { DesktopSettingsStore } from './settings.ts'

export interface SettingsDoorsParts {
  settings: DesktopSettingsStore
  loginItem: LoginItem
  /** What can't be set. */
  facts: Pick<DesktopState, 'hasTray' | 'isPortGiven' | 'canCheckForUpdates'>
}

/** Lets the page read and change the settings of the desktop. */
export function openSettingsDoors(doors: Doors, { settings, loginItem, facts }: SettingsDoorsParts): void {
  const read = (): DesktopState => ({ ...settings.current(), startAtLogin: loginItem.isOn(), ...facts })
  const change = ({ startAtLogin, ...members }: DesktopUpdate): DesktopState => {
    if (startAtLogin !== undefined) loginItem.set(startAtLogin)
    settings.change(given(members))
    return read()
  }
  doors.open(CHANNELS.readSettings, read)
  doors.openWith(CHANNELS.changeSettings, desktopUpdateSchema, change)
}

/** Without the members that are undefined, which would hide what is set. */
const given = <T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
