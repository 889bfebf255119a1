import { DEFAULT_SETTINGS } from '../../../shared/default-settings.ts'
import { DraftSetting } from './draft-setting.tsx'
import { Section } from './section.tsx'

const LOCALES = [
  'en-US',
  'en-GB',
  'de-DE',
  'es-ES',
  'fr-FR',
  'it-IT',
  'ja-JP',
  'nb-NO',
  'nl-NL',
  'pl-PL',
  'pt-BR',
  'zh-CN',
]

/** How templates write numbers and times. */
export function RegionSection() {
  return (
    <Section id="region">
      <DraftSetting
        name="locale"
        toText={String}
        fromText={(text) => text.trim()}
        byDefault={DEFAULT_SETTINGS.locale}
        suggestions={LOCALES}
      />
      <DraftSetting
        name="timeZone"
        toText={String}
        fromText={(text) => text.trim()}
        byDefault={DEFAULT_SETTINGS.timeZone}
        suggestions={TIME_ZONES}
      />
    </Section>
  )
}

const TIME_ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')]
