import { ActionIcon } from '@mantine/core'
import { IconDots, IconRefresh } from '@tabler/icons-react'
import type { Binding } from '../../../shared/binding.ts'
import { refreshBinding } from '../../binding-actions.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { openMenu, useOpenMenu } from './open-menu.ts'
import styles from './row-actions.module.css'

/** What is done most, and the way to the rest. */
export function RowActions({ binding, isReached }: { binding: Binding; isReached: boolean }) {
  const { uid, name, status } = binding
  const isOffline = useIsOffline()
  const isRefreshing = useBindings(({ refreshing }) => refreshing.has(uid))
  const isOpen = useOpenMenu((menu) => menu.uid === uid)
  const tabIndex = isReached ? 0 : -1
  return (
    <div className={styles.actions}>
      <ActionIcon
        aria-label={`Refresh ${name}`}
        title="Refresh"
        tabIndex={tabIndex}
        disabled={isOffline || isRefreshing || status === 'paused'}
        onClick={() => refreshBinding(binding)}
      >
        <IconRefresh className="icon" aria-hidden />
      </ActionIcon>
      <ActionIcon
        id={`menu-${uid}`}
        aria-label={`More for ${name}`}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        title="More"
        tabIndex={tabIndex}
        onClick={({ currentTarget }) => openMenu(uid, currentTarget)}
      >
        <IconDots className="icon" aria-hidden />
      </ActionIcon>
    </div>
  )
}
