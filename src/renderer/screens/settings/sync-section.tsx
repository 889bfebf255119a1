import { Section } from './section.tsx'
import { SyncAccountSetting } from './sync-account-setting.tsx'
import { SyncAutoSetting } from './sync-auto-setting.tsx'

/** With whom to sync, and when. */
export function SyncSection() {
  return (
    <Section id="sync">
      <SyncAccountSetting />
      <SyncAutoSetting />
    </Section>
  )
}
