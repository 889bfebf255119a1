import { IconArrowsExchange } from '@tabler/icons-react'
import { Icon } from '../components/icon.tsx'
import { useClock } from '../stores/clock.ts'
import { paths } from '../stores/route.ts'
import { useSync } from '../stores/sync.ts'
import { type SyncWords, syncWords } from '../words/sync.ts'

/** How sync is, in two words; it leads there. */
export function SyncPill() {
  const status = useSync(({ status }) => status)
  // Compared as text, so that a tick of the clock draws only what reads differently.
  const text = useClock(({ now }) => JSON.stringify(syncWords(status, now)))
  const { tone, word } = JSON.parse(text) as SyncWords
  return (
    <a className="status-item status-address status-last" href={paths.sync()} data-tone={tone}>
      {tone === 'idle' ? <IconArrowsExchange className="icon" aria-hidden /> : <Icon name={tone} />}
      {word}
    </a>
  )
}
