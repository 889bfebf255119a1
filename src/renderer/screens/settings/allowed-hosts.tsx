import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { AllowSetting } from '../../../shared/settings.ts'
import { settingsApi } from '../../api/settings.ts'
import { notify } from '../../notify.tsx'
import { useIsOffline } from '../../stores/farm.ts'
import { useSettings } from '../../stores/settings.ts'
import { AllowEntryForm } from './allow-entry-form.tsx'
import { withEntry, withoutHost } from './allow-list.ts'
import { AllowTable } from './allow-table.tsx'
import styles from './allowed-hosts.module.css'
import { SavedMark } from './saved-mark.tsx'
import { SettingRow } from './setting-row.tsx'
import { useRead } from './use-read.ts'
import { useSaving } from './use-saving.ts'

const NONE: AllowSetting[] = []

/** The private hosts that Bindery may reach: each is added, changed and removed by itself. */
export function AllowedHosts() {
  const entries = useSettings(({ settings }) => settings?.allow ?? NONE)
  const given = useRead(settingsApi.server).value?.allowHosts ?? []
  const isOffline = useIsOffline()
  const saving = useSaving()
  const [open, setOpen] = useState<{ entry: AllowSetting | null } | null>(null)
  const adder = useRef<HTMLButtonElement>(null)
  /** The host whose form was left last. */
  const leftAt = useRef<string | null>(null)
  const current = () => useSettings.getState().settings?.allow ?? []

  // What was opened from takes the focus back, once it is there again.
  useEffect(() => {
    if (open !== null || leftAt.current === null) return
    const place = document.getElementById(`edit-${leftAt.current}`) ?? adder.current
    leftAt.current = null
    place?.focus()
  }, [open])
  const close = (host: string) => {
    leftAt.current = host
    setOpen(null)
    saving.forget()
  }
  const save = async (entry: AllowSetting) => {
    if (await saving.save({ allow: withEntry(current(), entry, open?.entry?.host ?? null) })) close(entry.host)
  }
  const remove = async (entry: AllowSetting) => {
    if (!(await saving.save({ allow: withoutHost(current(), entry.host) }))) return
    const undo = async () => void (await saving.save({ allow: withEntry(current(), entry, null) }))
    notify({ kind: 'done', text: `${entry.host} is no longer allowed.`, undo })
  }
  return (
    <SettingRow id="allow" byDefault="none" isWide>
      {entries.length + given.length > 0 ? (
        <AllowTable
          entries={entries}
          given={given}
          isOffline={isOffline}
          onEdit={(entry) => setOpen({ entry })}
          onRemove={(entry) => void remove(entry)}
        />
      ) : (
        <p className="faint">None: every private address is refused.</p>
      )}
      {open ? (
        <AllowEntryForm
          key={open.entry?.host ?? ''}
          entry={open.entry}
          saving={saving}
          onSave={(entry) => void save(entry)}
          onCancel={() => close(open.entry?.host ?? '')}
        />
      ) : (
        <div className={styles.foot}>
          <Button
            ref={adder}
            leftSection={<IconPlus className="icon" aria-hidden />}
            onClick={() => setOpen({ entry: null })}
            disabled={isOffline}
          >
            Allow a host
          </Button>
          <SavedMark state={saving.state} />
          <span role="alert" className={styles.error}>
            {saving.error}
          </span>
        </div>
      )}
    </SettingRow>
  )
}
