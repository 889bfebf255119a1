import type { ChromiumView } from '../../shared/chromium.ts'
import type { HealthTone } from './health.ts'
import { bytes } from './time.ts'

const SOURCES: Record<NonNullable<ChromiumView['source']>, string> = {
  setting: 'the one that was chosen',
  downloaded: 'downloaded by Bindery',
  bundled: 'comes with Bindery',
  installed: 'found on this machine',
}

/** Where the browser is from. */
export const chromiumSource = ({ source }: ChromiumView): string => (source === null ? 'not found' : SOURCES[source])

/** How the browser is: "Ready, Chromium 153". */
export function chromiumState({ state, version }: ChromiumView): { tone: HealthTone; word: string } {
  switch (state) {
    case 'ready':
      return { tone: 'good', word: version ? `Ready, Chromium ${version}` : 'Ready' }
    case 'starting':
      return { tone: 'busy', word: 'Starting' }
    case 'missing':
      return { tone: 'bad', word: 'There is none' }
    case 'failed':
      return { tone: 'bad', word: 'It does not start' }
  }
}

/** "62.1 MB of 158.4 MB", or how much so far where nobody knows how much there is. */
export const downloadWords = ({ bytes: done, totalBytes }: NonNullable<ChromiumView['download']>): string =>
  totalBytes === null || totalBytes === 0 ? `${bytes(done)} so far` : `${bytes(done)} of ${bytes(totalBytes)}`
