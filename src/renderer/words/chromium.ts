import type { ChromiumView } from '../../shared/chromium.ts'
import type { EndpointHealthView } from '../../shared/chromium-endpoint.ts'
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

const ENDPOINT_STATES: Record<EndpointHealthView['state'], { tone: HealthTone; word: string }> = {
  connecting: { tone: 'busy', word: 'Connecting' },
  ready: { tone: 'good', word: 'Ready' },
  unreachable: { tone: 'bad', word: 'Unreachable' },
  refused: { tone: 'warn', word: 'Not used' },
}

/** How a browser elsewhere is: "Ready, 120 drawn". */
export function endpointState({ state, drawn }: EndpointHealthView): { tone: HealthTone; word: string } {
  const { tone, word } = ENDPOINT_STATES[state]
  return { tone, word: drawn > 0 ? `${word}, ${drawn.toLocaleString()} drawn` : word }
}

/** "62.1 MB of 158.4 MB", or how much so far where nobody knows how much there is. */
export const downloadWords = ({ bytes: done, totalBytes }: NonNullable<ChromiumView['download']>): string =>
  totalBytes === null || totalBytes === 0 ? `${bytes(done)} so far` : `${bytes(done)} of ${bytes(totalBytes)}`
