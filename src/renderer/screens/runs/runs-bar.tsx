import { Button } from '@mantine/core'
import { IconRefresh } from '@tabler/icons-react'
import { refreshBindings } from '../../binding-actions.ts'
import { SelectionBar } from '../../components/selection-bar.tsx'
import { useEscape } from '../../components/use-escape.ts'
import { useAllRuns } from '../../stores/all-runs.ts'
import { useBulk } from '../../stores/bulk.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { clearRuns, useRunSelection } from '../../stores/run-selection.ts'
import { bindingsOfSelected } from './run-targets.ts'
import styles from './runs-list.module.css'

/** What can be done with the runs that are selected: their bindings are refreshed. */
export function RunsBar({ isPanelOpen }: { isPanelOpen: boolean }) {
  const selected = useRunSelection(({ selected }) => selected)
  const count = useAllRuns(({ runs }) => runs.filter(({ id }) => selected.has(id)).length)
  const isBusy = useBulk(({ bulk }) => bulk !== null)
  const isOffline = useIsOffline()
  useEscape(clearRuns, count > 0 && !isPanelOpen)
  const bindings = bindingsOfSelected()
  const words = bindings.length === 1 ? 'Refresh the binding' : `Refresh ${bindings.length.toLocaleString()} bindings`
  return (
    <div className={styles.bar}>
      <SelectionBar
        label="Selected runs"
        words={count > 0 ? `${count.toLocaleString()} selected` : ''}
        onClear={clearRuns}
      >
        <Button
          leftSection={<IconRefresh className="icon" aria-hidden />}
          disabled={isOffline || isBusy || bindings.length === 0}
          onClick={() => void refreshBindings(bindingsOfSelected())}
        >
          {words}
        </Button>
      </SelectionBar>
    </div>
  )
}
