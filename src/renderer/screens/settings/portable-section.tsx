import { ExportFile } from './export-file.tsx'
import { ImportFile } from './import-file.tsx'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'

/** Definitions out and in as one file. */
export function PortableSection() {
  return (
    <Section id="portable">
      <SettingRow id="exportFile">
        <ExportFile />
      </SettingRow>
      <SettingRow id="importFile" isWide>
        <ImportFile />
      </SettingRow>
    </Section>
  )
}
