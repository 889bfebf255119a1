import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { Browser, getInstalledBrowsers, getVersionComparator } from '@puppeteer/browsers'

/** Where downloaded browsers lie. */
export const downloadFolder = (dataDir: string): string => join(dataDir, 'chromium')

/** The newest headless shell that the app has downloaded, or null. */
export async function findDownloaded(dataDir: string): Promise<string | null> {
  const browsers = await getInstalledBrowsers({ cacheDir: downloadFolder(dataDir) }).catch(() => [])
  const byVersion = getVersionComparator(Browser.CHROMEHEADLESSSHELL)
  const shells = browsers.filter(({ browser }) => browser === Browser.CHROMEHEADLESSSHELL)
  for (const { executablePath } of shells.sort((a, b) => byVersion(b.buildId, a.buildId))) {
    // A download that was cut leaves a folder with no browser in it.
    const works = await access(executablePath, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (works) return executablePath
  }
  return null
}
