import { ActionIcon, Kbd, Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import {
  IconCheck,
  IconDeviceDesktop,
  IconKeyboard,
  IconMoon,
  type IconProps,
  IconSearch,
  IconSun,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import { DENSITIES, usePreferences } from '../stores/preferences.ts'
import { showShortcuts } from './cheat-sheet.tsx'
import { MOD } from './keys.ts'

/** Search, which is the command palette too, and how the desk looks. */
export function TopBar() {
  return (
    <header className="top-bar">
      <UnstyledButton className="search" onClick={() => spotlight.open()}>
        <IconSearch className="icon" aria-hidden />
        <span className="search-words">Search or run a command</span>
        <Kbd size="xs">{MOD} K</Kbd>
      </UnstyledButton>
      <LookMenu />
      <ActionIcon aria-label="Keyboard shortcuts" title="Keyboard shortcuts (?)" onClick={showShortcuts}>
        <IconKeyboard className="icon" />
      </ActionIcon>
    </header>
  )
}

const SCHEMES = [
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
] as const satisfies { value: string; label: string; icon: ComponentType<IconProps> }[]

function LookMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const density = usePreferences(({ density }) => density)
  const Current = SCHEMES.find(({ value }) => value === colorScheme)?.icon ?? IconDeviceDesktop
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label="Look" title="Look">
          <Current className="icon" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Theme</Menu.Label>
        {SCHEMES.map(({ value, label, icon: SchemeIcon }) => (
          <Menu.Item
            key={value}
            leftSection={<SchemeIcon className="icon" />}
            rightSection={value === colorScheme ? <IconCheck className="icon" aria-label="chosen" /> : null}
            onClick={() => setColorScheme(value)}
          >
            {label}
          </Menu.Item>
        ))}
        <Menu.Label>Density</Menu.Label>
        {DENSITIES.map((each) => (
          <Menu.Item
            key={each}
            rightSection={each === density ? <IconCheck className="icon" aria-label="chosen" /> : null}
            onClick={() => usePreferences.setState({ density: each })}
          >
            {each === 'compact' ? 'Compact' : 'Comfortable'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
