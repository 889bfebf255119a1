import { DEFAULT_SETTINGS } from '../../../shared/default-settings.ts'
import { useSettings } from '../../stores/settings.ts'
import { AllowedHosts } from './allowed-hosts.tsx'
import { DraftSetting } from './draft-setting.tsx'
import { Section } from './section.tsx'
import { SwitchSetting } from './switch-setting.tsx'
import { useSaving } from './use-saving.ts'

/** What Bindery may reach, and by which way. */
export function NetworkSection() {
  return (
    <Section id="network">
      <AllowedHosts />
      <DraftSetting
        name="extraCaFile"
        toText={(file) => file ?? ''}
        fromText={(text) => text.trim() || null}
        byDefault="none"
        placeholder="None"
        isCode
      />
      <SystemCas />
      <DraftSetting
        name="outboundProxy"
        toText={(proxy) => proxy ?? ''}
        fromText={(text) => text.trim() || null}
        byDefault="none"
        placeholder="None"
        inputMode="url"
        isCode
      />
    </Section>
  )
}

function SystemCas() {
  const isOn = useSettings(({ settings }) => settings?.systemCas)
  const saving = useSaving()
  if (isOn === undefined) return null
  return (
    <SwitchSetting
      id="systemCas"
      isOn={isOn}
      byDefault={DEFAULT_SETTINGS.systemCas}
      saving={saving}
      onChange={(systemCas) => void saving.save({ systemCas })}
    />
  )
}
