import { Menu } from '@mantine/core'
import {
  IconCopy,
  IconDownload,
  IconHistory,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react'
import { type ReactNode, useEffect } from 'react'
import type { Binding } from '../../../shared/binding.ts'
import { duplicateBinding, pauseBinding, refreshBinding, resumeBinding } from '../../binding-actions.ts'
import { exportBindings } from '../../bindings-file.ts'
import { copyAs } from '../../copy-as.ts'
import { useBindings } from '../../stores/bindings.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { goTo, paths } from '../../stores/route.ts'
import { urlForms } from '../../words/url-forms.ts'
import styles from './binding-menu.module.css'
import { deleteAndLeave } from './delete-and-leave.ts'
import { closeMenu, useOpenMenu } from './open-menu.ts'

/** What can be done with the binding whose menu is open. */
export function BindingMenu() {
  const uid = useOpenMenu(({ uid }) => uid)
  const box = useOpenMenu(({ box }) => box)
  const binding = useBindings(({ byUid }) => (uid === null ? undefined : byUid[uid]))
  const isGone = uid !== null && binding === undefined
  // Deleted elsewhere, it takes its menu along, and with that the focus.
  useEffect(() => {
    if (isGone) closeMenu()
  }, [isGone])
  return (
    <Menu
      opened={binding !== undefined}
      onClose={closeMenu}
      position="bottom-end"
      floatingStrategy="fixed"
      returnFocus={false}
      // Inside of the screen's own landmark, and with nothing but items in it.
      withinPortal={false}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>
        {/* Never seen: the button that opened it is in its row. */}
        <button type="button" className={styles.anchor} style={box} tabIndex={-1}>
          {binding ? `Actions of ${binding.name}` : 'Actions'}
        </button>
      </Menu.Target>
      <Menu.Dropdown>{binding ? <Items binding={binding} /> : null}</Menu.Dropdown>
    </Menu>
  )
}

function Items({ binding }: { binding: Binding }) {
  const { uid, status } = binding
  const isOffline = useIsOffline()
  const isPaused = status === 'paused'
  const duplicate = async () => {
    const copy = await duplicateBinding(binding)
    if (copy) goTo(paths.bindings(copy))
  }
  return (
    <>
      {/* The list may move under a menu that is open: what it is about stands in it. */}
      <Menu.Label className={styles.about} dir="auto">
        {binding.name}
      </Menu.Label>
      <Item icon={<IconPencil />} label="Edit" act={() => goTo(paths.editBinding(uid))} />
      <Item
        icon={<IconRefresh />}
        label="Refresh"
        isDisabled={isOffline || isPaused}
        act={() => refreshBinding(binding)}
      />
      <Item
        icon={isPaused ? <IconPlayerPlay /> : <IconPlayerPause />}
        label={isPaused ? 'Resume' : 'Pause'}
        isDisabled={isOffline}
        act={() => (isPaused ? resumeBinding(binding) : pauseBinding(binding))}
      />
      <Menu.Divider />
      {urlForms(binding).map(({ label, text }) => (
        <Item key={label} icon={<IconCopy />} label={`Copy ${label}`} act={() => copyAs(label, text)} />
      ))}
      <Menu.Divider />
      <Item icon={<IconCopy />} label="Duplicate" isDisabled={isOffline} act={duplicate} />
      <Item icon={<IconDownload />} label="Export" isDisabled={isOffline} act={() => exportBindings([uid])} />
      <Item icon={<IconHistory />} label="Show runs" act={() => goTo(paths.runs(uid))} />
      <Menu.Divider />
      <Item icon={<IconTrash />} label="Delete" isBad isDisabled={isOffline} act={() => deleteAndLeave([binding])} />
    </>
  )
}

interface ItemProps {
  icon: ReactNode
  label: string
  act(): unknown
  isDisabled?: boolean
  isBad?: boolean
}

function Item({ icon, label, act, isDisabled = false, isBad = false }: ItemProps) {
  return (
    <Menu.Item
      leftSection={<span className={styles.icon}>{icon}</span>}
      disabled={isDisabled}
      {...(isBad && { color: 'bad' })}
      onClick={() => void act()}
    >
      {label}
    </Menu.Item>
  )
}
