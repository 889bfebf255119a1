import type { AllowSetting } from '../../../shared/settings.ts'
import { settingsApi } from '../../api/settings.ts'
import { notify } from '../../notify.tsx'
import { useSettings } from '../../stores/settings.ts'
import { AllowEntryForm } from './allow-entry-form.tsx'
import { withEntry, withoutHost } from './allow-list.ts'
import { AllowTable } from './allow-table.tsx'
import { EditedList } from './edited-list.tsx'
import { useRead } from './use-read.ts'
import { useSaving } from './use-saving.ts'

const NONE: AllowSetting[] = []

/** The private hosts that Bindery may reach. */
export function AllowedHosts() {
  const entries = useSettings(({ settings }) => settings?.allow ?? NONE)
  const given = useRead(settingsApi.server).value?.allowHosts ?? []
  const saving = useSaving()
  const current = () => useSettings.getState().settings?.allow ?? []
  const save = (entry: AllowSetting, before: AllowSetting | null) =>
    saving.save({ allow: withEntry(current(), entry, before?.host ?? null) })
  const remove = async (entry: AllowSetting) => {
    if (!(await saving.save({ allow: withoutHost(current(), entry.host) }))) return
    const undo = async () => void (await save(entry, null))
    notify({ kind: 'done', text: `${entry.host} is no longer allowed.`, undo })
  }
  return (
    <EditedList<AllowSetting>
      id="allow"
      addWords="Allow a host"
      nameOf={({ host }) => host}
      Form={AllowEntryForm}
      saving={saving}
      save={save}
      table={(edit) => (
        <AllowTable entries={entries} given={given} onEdit={edit} onRemove={(entry) => void remove(entry)} />
      )}
    />
  )
}
