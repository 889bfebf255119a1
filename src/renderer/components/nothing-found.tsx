import { Button } from '@mantine/core'
import { paths } from '../stores/route.ts'
import { useIsConnected } from '../stores/sync.ts'
import type { CloudState } from '../words/sync.ts'

interface NothingFoundProps {
  /** What the list is of, in the singular. */
  what: string
  /** What it is narrowed down by, of sync. */
  cloud: CloudState | null
  onShowAll(): void
}

/** Where a list is narrowed down so far that nothing is left of it. */
export function NothingFound({ what, cloud, onShowAll }: NothingFoundProps) {
  const isConnected = useIsConnected()
  return (
    <div className="empty">
      <p>No {what} is like that.</p>
      {cloud !== null && !isConnected ? (
        <p>
          No account is connected, so that none has a sync state. <a href={paths.sync()}>Connect one</a>
        </p>
      ) : null}
      <p>
        <Button onClick={onShowAll}>Show all</Button>
      </p>
    </div>
  )
}
