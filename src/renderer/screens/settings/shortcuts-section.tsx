import { ShortcutSheet } from '../../shell/shortcut-sheet.tsx'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'

/** Every key there is. */
export function ShortcutsSection() {
  return (
    <Section id="shortcuts">
      <SettingRow id="shortcutsList" isWide>
        <ShortcutSheet Heading="h4" />
      </SettingRow>
    </Section>
  )
}
