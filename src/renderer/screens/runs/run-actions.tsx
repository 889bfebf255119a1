import { Button } from '@mantine/core'
import { IconPencil, IconPlayerTrackNext, IconRefresh } from '@tabler/icons-react'
import type { Run } from '../../../shared/run.ts'
import { refreshBinding } from '../../binding-actions.ts'
import { BusyButton } from '../../components/busy-button.tsx'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { paths } from '../../stores/route.ts'
import { phaseOf } from './phase-of.ts'

interface RunActionsProps {
  run: Run
  /** What it was given is being drawn again. */
  isTrying: boolean
  onTry(): void
}

/** What can be done about a run. */
export function RunActions({ run, isTrying, onTry }: RunActionsProps) {
  const { bindingUid } = run
  const binding = useBindings(({ byUid }) => byUid[bindingUid])
  const isRefreshing = useBindings(({ refreshing }) => refreshing.has(bindingUid))
  const isOffline = useIsOffline()
  if (!binding) return null
  const isPaused = binding.status === 'paused'
  return (
    <div className="actions">
      <BusyButton
        leftSection={<IconRefresh className="icon" aria-hidden />}
        disabled={isOffline || isPaused}
        loading={isRefreshing}
        title={isPaused ? 'The binding is paused: resume it first' : 'Refresh the binding now'}
        onClick={() => refreshBinding(binding)}
      >
        Run again
      </BusyButton>
      <BusyButton
        leftSection={<IconPlayerTrackNext className="icon" aria-hidden />}
        disabled={isOffline || !hadData(run)}
        loading={isTrying}
        title={
          hadData(run)
            ? 'Draw what this run was given by the binding as it is now; nothing is published'
            : 'This run got no data'
        }
        onClick={onTry}
      >
        Run again with this data
      </BusyButton>
      <Button
        component="a"
        href={paths.editBinding(bindingUid)}
        leftSection={<IconPencil className="icon" aria-hidden />}
      >
        Edit binding
      </Button>
      <Button component="a" href={paths.bindings(bindingUid)}>
        Open binding
      </Button>
      <Button component="a" href={paths.runs(bindingUid)}>
        Its runs
      </Button>
    </div>
  )
}

/** Whether it came so far that there was data to map. */
const hadData = ({ outcome, error }: Run): boolean =>
  outcome !== 'cancelled' && (error === null || phaseOf(error.stage) !== 'fetch')
