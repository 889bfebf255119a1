import { settingsApi } from '../../api/settings.ts'
import { useChromium } from '../../stores/chromium.ts'
import { ChromiumDownload } from './chromium-download.tsx'
import { ChromiumEndpoints } from './chromium-endpoints.tsx'
import { ChromiumState } from './chromium-state.tsx'
import { ChromiumTest } from './chromium-test.tsx'
import { DraftSetting } from './draft-setting.tsx'
import { Section } from './section.tsx'
import { SettingRow } from './setting-row.tsx'
import { useRead } from './use-read.ts'

/** The browser that draws: how it is, and another one. */
export function ChromiumSection() {
  const chromium = useChromium(({ chromium }) => chromium)
  const named = useRead(settingsApi.server).value?.chromium
  return (
    <Section id="chromium">
      {chromium ? (
        <SettingRow id="chromiumState">
          <ChromiumState chromium={chromium} />
        </SettingRow>
      ) : null}
      <ChromiumPath />
      {named ? (
        <p className="faint">
          <code>BINDERY_CHROMIUM</code> names <code className="breakable">{named}</code>, which goes before the path
          above.
        </p>
      ) : null}
      <SettingRow id="chromiumInstall">
        <ChromiumDownload label={chromium?.source === 'downloaded' ? 'Download the newest' : 'Download Chromium'} />
      </SettingRow>
      <SettingRow id="chromiumTest">
        <ChromiumTest />
      </SettingRow>
      <ChromiumEndpoints />
      <PageProxy name="pageProxyListen" byDefault="this machine alone" placeholder="This machine alone" />
      <PageProxy name="pageProxyAddress" byDefault="as it listens" placeholder="As it listens" />
    </Section>
  )
}

interface PageProxyProps {
  name: 'pageProxyListen' | 'pageProxyAddress'
  byDefault: string
  placeholder: string
}

const PageProxy = (props: PageProxyProps) => (
  <DraftSetting
    {...props}
    toText={(address) => address ?? ''}
    fromText={(text) => text.trim() || null}
    inputMode="url"
    isCode
  />
)

export const ChromiumPath = () => (
  <DraftSetting
    name="chromiumPath"
    toText={(path) => path ?? ''}
    fromText={(text) => text.trim() || null}
    byDefault="one that is found"
    placeholder="One that is found"
    isCode
  />
)
