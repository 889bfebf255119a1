import { Button, SegmentedControl, useMantineColorScheme } from '@mantine/core'
import { type Density, usePreferences } from '../../stores/preferences.ts'
import { goTo, paths } from '../../stores/route.ts'
import styles from './look-section.module.css'
import { Section } from './section.tsx'
import { namedBy, SettingRow } from './setting-row.tsx'

const THEMES = [
  { value: 'auto', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]
const DENSITIES = [
  { value: 'comfortable', label: 'Comfortable' },
  { value: 'compact', label: 'Compact' },
]

/** How the desk looks in this browser. */
export function LookSection() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const density = usePreferences(({ density }) => density)
  return (
    <Section id="look">
      <SettingRow id="theme" byDefault="as the system">
        <SegmentedControl
          {...namedBy('theme')}
          className={styles.choice}
          data={THEMES}
          value={colorScheme}
          onChange={(value) => setColorScheme(value as typeof colorScheme)}
        />
      </SettingRow>
      <SettingRow id="density" byDefault="comfortable">
        <SegmentedControl
          {...namedBy('density')}
          className={styles.choice}
          data={DENSITIES}
          value={density}
          onChange={(value) => usePreferences.setState({ density: value as Density })}
        />
      </SettingRow>
      <SettingRow id="welcome">
        <Button className={styles.choice} onClick={() => goTo(paths.welcome())}>
          Show the first steps again
        </Button>
      </SettingRow>
    </Section>
  )
}
