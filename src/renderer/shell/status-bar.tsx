import type { Status } from '../../shared/status.ts'
import { Icon, type IconName } from '../components/icon.tsx'
import { NextTime } from '../components/next-time.tsx'
import { copyText } from '../copy-text.ts'
import { notify } from '../notify.tsx'
import { type BindingsState, useBindings } from '../stores/bindings.ts'
import { useFarm } from '../stores/farm.ts'
import { remembered } from '../stores/remembered.ts'
import type { HealthTone } from '../words/health.ts'
import { SyncPill } from './sync-pill.tsx'

export function StatusBar() {
  const connection = useFarm(({ connection }) => connection)
  const status = useFarm(({ status }) => status)
  return (
    <footer className="status-bar">
      <ConnectionState connection={connection} />
      <button
        type="button"
        className="status-item status-address"
        title="Copy the server’s address"
        onClick={copyAddress}
      >
        <Icon name="copy" />
        {location.origin}
      </button>
      {status ? <StatusItems status={status} /> : null}
    </footer>
  )
}

async function copyAddress(): Promise<void> {
  const isCopied = await copyText(location.origin)
  notify(
    isCopied
      ? { kind: 'done', text: 'Copied the server’s address.' }
      : { kind: 'failed', text: `Select it yourself: ${location.origin}` },
  )
}

const CONNECTION: Record<
  ReturnType<typeof useFarm.getState>['connection'],
  { icon: IconName; tone: HealthTone; word: string }
> = {
  connecting: { icon: 'busy', tone: 'busy', word: 'Connecting' },
  live: { icon: 'good', tone: 'good', word: 'Live' },
  lost: { icon: 'lost', tone: 'bad', word: 'Reconnecting' },
}

function ConnectionState({ connection }: { connection: keyof typeof CONNECTION }) {
  const { icon, tone, word } = CONNECTION[connection]
  return (
    <span className="status-item" data-tone={tone} data-connection={connection}>
      <Icon name={icon} />
      {word}
    </span>
  )
}

function StatusItems({ status: { chromium, queueDepth, rendersToday, version } }: { status: Status }) {
  const { icon, tone, word } = CHROMIUM[chromium.state]
  return (
    <>
      <span className="status-item" data-tone={tone}>
        <Icon name={icon} />
        {chromium.state === 'ready' && chromium.version ? `Chromium ${chromium.version}` : word}
      </span>
      <span className="status-item">{queueDepth === 0 ? 'Queue empty' : `${queueDepth} in the queue`}</span>
      <NextRefresh />
      <span className="status-item status-extra">
        {rendersToday.toLocaleString()} {rendersToday === 1 ? 'picture' : 'pictures'} today
      </span>
      <SyncPill />
      <span className="status-item status-extra">Bindery {version}</span>
    </>
  )
}

/** The refresh that comes first of all. */
function NextRefresh() {
  const at = useBindings(soonest)
  if (at === null) return null
  return (
    <span className="status-item status-near">
      Next refresh <NextTime at={at} none="" />
    </span>
  )
}

const soonest = remembered(({ byUid }: BindingsState): string | null => {
  let first: string | null = null
  for (const { nextRefreshAt } of Object.values(byUid)) {
    // ISO times of one form: their order as text is that of time.
    if (nextRefreshAt !== null && (first === null || nextRefreshAt < first)) first = nextRefreshAt
  }
  return first
})

const CHROMIUM: Record<Status['chromium']['state'], { icon: IconName; tone: HealthTone; word: string }> = {
  starting: { icon: 'busy', tone: 'busy', word: 'Chromium is starting' },
  ready: { icon: 'good', tone: 'good', word: 'Chromium is ready' },
  missing: { icon: 'bad', tone: 'bad', word: 'No Chromium' },
  failed: { icon: 'bad', tone: 'bad', word: 'Chromium failed' },
}
