import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'

export function SyncSection() {
  return (
    <Section id="sync">
      <SettingRow id="sync">
        <p className="faint">There is nothing to set.</p>
      </SettingRow>
    </Section>
  )
}
