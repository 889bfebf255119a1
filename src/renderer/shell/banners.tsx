import { CopyButton } from '../components/copy-button.tsx'
import { Icon } from '../components/icon.tsx'
import { useFarm } from '../stores/farm.ts'
import { paths } from '../stores/route.ts'
import { clockTime } from '../words/time.ts'

const INSTALL = 'npm run bindery -- chromium install'

/** What concerns every screen: the farm is away, or can't draw. */
export function Banners() {
  return (
    <div aria-live="polite">
      <FarmAway />
      <NoChromium />
    </div>
  )
}

function FarmAway() {
  const connection = useFarm(({ connection }) => connection)
  const lastSeenAt = useFarm(({ lastSeenAt }) => lastSeenAt)
  if (connection !== 'lost') return null
  return (
    <div className="banner" data-tone="warn">
      <Icon name="lost" />
      <p>
        <strong>The farm does not answer.</strong> What you see is from {clockTime(lastSeenAt)}. Bindery goes on trying
        and catches up by itself; if you stopped the farm, start it again.
      </p>
    </div>
  )
}

function NoChromium() {
  const state = useFarm(({ status }) => status?.chromium.state)
  if (state !== 'missing' && state !== 'failed') return null
  return (
    <div className="banner" data-tone="bad">
      <Icon name="bad" />
      <p>
        <strong>{state === 'missing' ? 'There is no Chromium to draw with.' : 'Chromium does not start.'}</strong>{' '}
        Pictures stay as they are until there is one. Download one in the settings, or with <code>{INSTALL}</code>
      </p>
      <CopyButton text={INSTALL} label="Copy" name="Copy the command" />
      <a className="button" href={paths.settings('chromium')}>
        Download or choose one
      </a>
    </div>
  )
}
