import { useChromium } from '../../stores/chromium.ts'
import { ChromiumDownload } from '../settings/chromium-download.tsx'
import { ChromiumPath } from '../settings/chromium-section.tsx'
import { ChromiumState } from '../settings/chromium-state.tsx'
import { ChromiumTest } from '../settings/chromium-test.tsx'
import { SettingRow } from '../settings/setting-row.tsx'
import styles from './browser-step.module.css'

/** The browser that draws: found and tried, or else chosen or downloaded. */
export function BrowserStep() {
  const chromium = useChromium(({ chromium }) => chromium)
  if (chromium === null) return <p className="faint">Looking for Chromium…</p>
  if (chromium.state === 'ready' || chromium.state === 'starting') {
    return (
      <>
        <p>Bindery draws with a Chromium on this machine. Nothing leaves it.</p>
        <div className={styles.found}>
          <ChromiumState chromium={chromium} />
          <ChromiumTest key={chromium.state} isAtOnce={chromium.state === 'ready'} />
        </div>
      </>
    )
  }
  return (
    <div>
      <p className={styles.words}>
        Bindery draws with a Chromium on this machine. Download one, or say where yours is.
      </p>
      <SettingRow id="chromiumState">
        <ChromiumState chromium={chromium} />
      </SettingRow>
      <SettingRow id="chromiumInstall">
        <ChromiumDownload label="Download Chromium" />
      </SettingRow>
      <ChromiumPath />
    </div>
  )
}
