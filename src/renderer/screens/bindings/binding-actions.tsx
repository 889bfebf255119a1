import { Button } from '@mantine/core'
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconRefresh, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import { pauseBinding, refreshBinding, resumeBinding } from '../../binding-actions.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'
import { deleteAndLeave } from './delete-and-leave.ts'

/** What can be done with the binding that is open. Each control names it, for those who meet it out of its place. */
export function BindingActions({ binding }: { binding: Binding }) {
  const isOffline = useIsOffline()
  const isRefreshing = useBindings(({ refreshing }) => refreshing.has(binding.uid))
  const { name, status, uid } = binding
  const isPaused = status === 'paused'
  return (
    <div className="actions">
      <Action icon={<IconPencil />} label="Edit" name={name} act={() => goTo(paths.editBinding(uid))} />
      <Action
        icon={<IconRefresh />}
        label="Refresh"
        name={name}
        isDisabled={isOffline || isPaused || isRefreshing}
        act={() => refreshBinding(binding)}
      />
      <Action
        icon={isPaused ? <IconPlayerPlay /> : <IconPlayerPause />}
        label={isPaused ? 'Resume' : 'Pause'}
        name={name}
        isDisabled={isOffline}
        act={() => (isPaused ? resumeBinding(binding) : pauseBinding(binding))}
      />
      <Action
        icon={<IconTrash />}
        label="Delete"
        name={name}
        isDisabled={isOffline}
        act={() => deleteAndLeave([binding])}
      />
    </div>
  )
}

interface ActionProps {
  icon: ReactNode
  label: string
  /** The binding's. */
  name: string
  act(): unknown
  isDisabled?: boolean
}

function Action({ icon, label, name, act, isDisabled = false }: ActionProps) {
  return (
    <Button
      leftSection={<span className="action-icon">{icon}</span>}
      aria-label={`${label} ${name}`}
      disabled={isDisabled}
      onClick={() => void act()}
    >
      {label}
    </Button>
  )
}
