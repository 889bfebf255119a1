import { Button, Menu } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import type { CSSProperties } from 'react'
import type { SyncOperation } from '../../../shared/sync.ts'
import { useSync } from '../../stores/sync.ts'
import { decideAll } from './decisions.ts'
import type { ListRow } from './list-rows.ts'
import styles from './plan-list.module.css'
import type { GroupId } from './plan-parts.ts'

const TITLES: Record<GroupId, string> = {
  conflicts: 'Conflicts',
  push: 'To push',
  pull: 'To pull',
  held: 'Held back',
  noted: 'Already alike',
  own: 'Bindery’s own, which stays here',
}

interface GroupRowProps {
  group: Extract<ListRow, { kind: 'group' }>
  place: CSSProperties
  onToggle(): void
}

/** The head of a group: it opens and closes it. */
export function GroupRow({ group: { id, operations, isClosed }, place, onToggle }: GroupRowProps) {
  const Chevron = isClosed ? IconChevronRight : IconChevronDown
  return (
    <li className={styles.group} style={place}>
      <h2>
        <button type="button" aria-expanded={!isClosed} onClick={onToggle}>
          <Chevron className="icon" aria-hidden />
          {TITLES[id]} <span className="faint">{operations.length.toLocaleString()}</span>
        </button>
      </h2>
      {id === 'conflicts' ? <DecideAll operations={operations} /> : null}
    </li>
  )
}

function DecideAll({ operations }: { operations: readonly SyncOperation[] }) {
  const decide = (all: Parameters<typeof decideAll>[1]) => {
    const { resolutions } = useSync.getState()
    const others = Object.entries(resolutions).filter(([id]) => !operations.some((each) => each.id === id))
    useSync.setState({ resolutions: { ...Object.fromEntries(others), ...decideAll(operations, all) } })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button rightSection={<IconChevronDown className="icon" aria-hidden />}>Decide all</Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => decide('mine')}>Mine for all</Menu.Item>
        <Menu.Item onClick={() => decide('theirs')}>Theirs for all</Menu.Item>
        <Menu.Item onClick={() => decide('both')}>Keep both, where both are there</Menu.Item>
        <Menu.Item onClick={() => decide(null)}>Decide none</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
