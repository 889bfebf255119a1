import { Button } from '@mantine/core'
import { IconDownload, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash } from '@tabler/icons-react'
import { pauseBindings, refreshBindings, resumeBindings } from '../../binding-actions.ts'
import { exportBindings } from '../../bindings-file.ts'
import { SelectionBar } from '../../components/selection-bar.tsx'
import { selectOnly, useBindingList } from '../../stores/binding-list.ts'
import { useBulk } from '../../stores/bulk.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { deleteAndLeave } from './delete-and-leave.ts'
import { selectedBindings } from './targets.ts'

/** What can be done with all that are selected. */
export function ActionBar({ uids }: { uids: readonly string[] }) {
  const selected = useBindingList(({ selected }) => selected)
  const bulk = useBulk(({ bulk }) => bulk)
  const isOffline = useIsOffline()
  const count = selected.size === 0 ? 0 : uids.filter((uid) => selected.has(uid)).length
  const words = bulk
    ? `${bulk.doing} ${bulk.done.toLocaleString()} of ${bulk.total.toLocaleString()}…`
    : count > 0
      ? `${count.toLocaleString()} selected`
      : ''
  return (
    <SelectionBar
      label="Selected bindings"
      words={words}
      told={bulk ? `${bulk.doing} ${bulk.total.toLocaleString()} bindings` : words}
      onClear={() => selectOnly([])}
    >
      <Actions isDisabled={isOffline || bulk !== null} />
      {count < uids.length ? (
        <Button variant="subtle" onClick={() => selectOnly(uids)}>
          Select all {uids.length.toLocaleString()}
        </Button>
      ) : null}
    </SelectionBar>
  )
}

function Actions({ isDisabled }: { isDisabled: boolean }) {
  const actions = [
    { label: 'Refresh', icon: IconRefresh, act: () => refreshBindings(selectedBindings()) },
    { label: 'Pause', icon: IconPlayerPause, act: () => pauseBindings(selectedBindings()) },
    { label: 'Resume', icon: IconPlayerPlay, act: () => resumeBindings(selectedBindings()) },
    { label: 'Export', icon: IconDownload, act: () => exportBindings(selectedBindings().map(({ uid }) => uid)) },
    { label: 'Delete', icon: IconTrash, act: removeSelected },
  ]
  return actions.map(({ label, icon: ActionIcon, act }) => (
    <Button
      key={label}
      leftSection={<ActionIcon className="icon" aria-hidden />}
      disabled={isDisabled}
      onClick={() => void act()}
    >
      {label}
    </Button>
  ))
}

async function removeSelected(): Promise<void> {
  await deleteAndLeave(selectedBindings())
  selectOnly([])
}
