import { Button, Progress } from '@mantine/core'
import { useState } from 'react'
import { chromiumApi } from '../../api/settings.ts'
import { useChromium } from '../../stores/chromium.ts'
import { useIsOffline } from '../../stores/farm.ts'
import { loadChromium } from '../../sync-settings.ts'
import { downloadWords } from '../../words/chromium.ts'
import styles from './chromium-download.module.css'

/** Downloads a browser, tells how far it is, and can be called off. */
export function ChromiumDownload({ label }: { label: string }) {
  const download = useChromium(({ chromium }) => chromium?.download ?? null)
  const failure = useChromium(({ chromium }) => chromium?.downloadError ?? null)
  const isOffline = useIsOffline()
  const [fault, setFault] = useState<string | null>(null)

  const telling = (action: () => Promise<unknown>) => async () => {
    setFault(null)
    await action().then(loadChromium, (error: Error) => setFault(error.message))
  }
  const error = fault ?? failure
  return (
    <div className={styles.download}>
      {download === null ? (
        <Button onClick={telling(chromiumApi.install)} disabled={isOffline}>
          {label}
        </Button>
      ) : (
        <>
          <Progress
            aria-label="Download of Chromium"
            value={download.totalBytes ? (100 * download.bytes) / download.totalBytes : 0}
          />
          <p className={styles.line}>
            <span>{download.bytes === 0 ? 'Finding the newest version…' : downloadWords(download)}</span>
            <Button onClick={telling(chromiumApi.cancelInstall)} disabled={isOffline}>
              Cancel
            </Button>
          </p>
        </>
      )}
      <p role="alert" className={styles.error}>
        {error}
      </p>
    </div>
  )
}
