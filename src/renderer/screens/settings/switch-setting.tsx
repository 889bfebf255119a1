import { Switch } from '@mantine/core'
import { useIsOffline } from '../../stores/farm.ts'
import { SavedMark } from './saved-mark.tsx'
import { namedBy, SettingRow } from './setting-row.tsx'
import type { SettingId } from './settings-index.ts'
import styles from './switch-setting.module.css'
import type { Saving } from './use-saving.ts'

interface SwitchSettingProps {
  id: SettingId
  isOn: boolean
  byDefault: boolean
  saving: Pick<Saving, 'state' | 'error'>
  onChange(isOn: boolean): void
}

/** A setting that is on or off, and saved as it is switched. */
export function SwitchSetting({ id, isOn, byDefault, saving, onChange }: SwitchSettingProps) {
  const isOffline = useIsOffline()
  return (
    <SettingRow id={id} byDefault={byDefault ? 'on' : 'off'}>
      <div className={styles.line}>
        <Switch
          {...namedBy(id)}
          checked={isOn}
          onChange={({ currentTarget }) => onChange(currentTarget.checked)}
          disabled={isOffline || saving.state === 'saving'}
          error={saving.error}
        />
        <span aria-hidden="true">{isOn ? 'On' : 'Off'}</span>
        <SavedMark state={saving.state} />
      </div>
    </SettingRow>
  )
}
