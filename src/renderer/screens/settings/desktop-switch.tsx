import type { DesktopUpdate } from '../../../shared/desktop.ts'
import { SwitchSetting } from './switch-setting.tsx'
import { useSaving } from './use-saving.ts'

export type DesktopSwitchName = 'notifications' | 'closeToTray' | 'startAtLogin' | 'checkForUpdates'

interface DesktopSwitchProps {
  id: DesktopSwitchName
  isOn: boolean
  byDefault: boolean
  change(update: DesktopUpdate): Promise<void>
}

/** A switch of the desktop app. */
export function DesktopSwitch({ id, isOn, byDefault, change }: DesktopSwitchProps) {
  const saving = useSaving()
  return (
    <SwitchSetting
      id={id}
      isOn={isOn}
      byDefault={byDefault}
      saving={saving}
      onChange={(next) => void saving.run(() => change({ [id]: next }))}
    />
  )
}
