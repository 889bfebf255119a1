import { Button, NumberInput, SegmentedControl } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { SyncSettings } from '../../../shared/sync.ts'
import { changeSyncSettings } from '../../cloud-sync.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { useSync } from '../../stores/sync.ts'
import { parseCount } from './number-text.ts'
import { SavedMark } from './saved-mark.tsx'
import { namedBy, SettingRow } from './setting-row.tsx'
import styles from './sync-auto-setting.module.css'
import { useUnsaved } from './unsaved-settings.ts'
import { type Saving, useSaving } from './use-saving.ts'

const CHOICES: { value: SyncSettings['auto']; label: string }[] = [
  { value: 'off', label: 'Off' },
  { value: 'change', label: 'After changes' },
  { value: 'interval', label: 'At intervals' },
]

/** When a sync starts by itself. */
export function SyncAutoSetting() {
  const settings = useSync(({ status }) => status?.settings)
  const hasAccount = useSync(({ status }) => status !== null && status.account !== null)
  const saving = useSaving()
  const isOffline = useIsOffline()
  if (settings === undefined) return null
  if (!hasAccount) {
    return (
      <SettingRow id="syncAuto" byDefault="off">
        <p className="faint">Connect an account first.</p>
      </SettingRow>
    )
  }
  return (
    <SettingRow id="syncAuto" byDefault="off">
      <SegmentedControl
        {...namedBy('syncAuto')}
        className={styles.choice}
        data={CHOICES}
        value={settings.auto}
        disabled={isOffline || saving.state === 'saving'}
        onChange={(auto) => void saving.run(() => changeSyncSettings({ auto: auto as SyncSettings['auto'] }))}
      />
      {settings.auto === 'interval' ? <Minutes minutes={settings.minutes} saving={saving} /> : null}
      {saving.error && settings.auto !== 'interval' ? <p role="alert">{saving.error}</p> : null}
      <SavedMark state={saving.state} />
    </SettingRow>
  )
}

function Minutes({ minutes, saving }: { minutes: number; saving: Saving }) {
  const [draft, setDraft] = useState<string | number | null>(null)
  const isOffline = useIsOffline()
  const isChanged = draft !== null && draft !== minutes
  useUnsaved('syncAuto', isChanged)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    if (!isChanged) return
    try {
      const next = parseCount(String(draft))
      if (await saving.run(() => changeSyncSettings({ minutes: next }))) setDraft(null)
    } catch (fault) {
      saving.refuse((fault as Error).message)
    }
  }
  return (
    <form className={styles.minutes} onSubmit={save} noValidate>
      <NumberInput
        label="Minutes between two syncs"
        min={1}
        max={1440}
        clampBehavior="none"
        allowDecimal={false}
        value={draft ?? minutes}
        error={saving.error}
        disabled={isOffline}
        onChange={(value) => {
          setDraft(value)
          saving.forget()
        }}
      />
      {isChanged ? (
        <Button type="submit" variant="filled" disabled={isOffline}>
          Save
        </Button>
      ) : null}
    </form>
  )
}
