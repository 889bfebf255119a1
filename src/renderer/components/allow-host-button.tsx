import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Blocked } from '../../shared/blocked.ts'
import { letThrough } from '../let-through.ts'
import { useIsOffline } from '../stores/farm.ts'
import { allowLabel, allowMeans, hostEntry } from '../words/allow.ts'

interface AllowHostButtonProps {
  blocked: Blocked
  /** What is done once it is allowed. */
  onAllowed(): void | Promise<void>
}

/** Lets the farm reach a host that it refused; it says that it can't where that is so. */
export function AllowHostButton({ blocked, onAllowed }: AllowHostButtonProps) {
  const isOffline = useIsOffline()
  const [isBusy, setBusy] = useState(false)
  if (!blocked.allowable) return <span className="faint">{hostEntry(blocked)} can never be allowed.</span>
  const allow = async () => {
    setBusy(true)
    try {
      if (await letThrough(blocked)) await onAllowed()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button disabled={isOffline} loading={isBusy} onClick={allow} title={allowMeans(blocked)}>
      {allowLabel(blocked)}
    </Button>
  )
}
