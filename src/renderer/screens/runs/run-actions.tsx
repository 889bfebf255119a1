import { Button } from '@mantine/core'
import { IconPencil, IconRefresh } from '@tabler/icons-react'
import type { Run } from '../../../shared/run.ts'
import { refreshBinding } from '../../binding-actions.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { paths } from '../../stores/route.ts'

/** What can be done about a run; all of it is done to its binding. */
export function RunActions({ run: { bindingUid } }: { run: Run }) {
  const binding = useBindings(({ byUid }) => byUid[bindingUid])
  const isRefreshing = useBindings(({ refreshing }) => refreshing.has(bindingUid))
  const isOffline = useIsOffline()
  if (!binding) return null
  const isPaused = binding.status === 'paused'
  return (
    <div className="actions">
      <Button
        leftSection={<IconRefresh className="icon" aria-hidden />}
        disabled={isOffline || isPaused}
        loading={isRefreshing}
        title={isPaused ? 'The binding is paused: resume it first' : 'Refresh the binding now'}
        onClick={() => refreshBinding(binding)}
      >
        Run again
      </Button>
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
