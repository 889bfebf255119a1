import { Button } from '@mantine/core'
import { useState } from 'react'
import type { Blocked } from '../../shared/blocked.ts'
import { allowHost, hostEntry } from '../allow-host.ts'
import { notify } from '../notify.tsx'
import { useIsOffline } from '../stores/farm.ts'

const PURPOSES: Record<Blocked['purpose'], string> = {
  data: 'fetch data from it',
  pages: 'load pages from it',
  webhooks: 'send webhooks to it',
}

interface AllowHostButtonProps {
  blocked: Blocked
  /** What is done once it is allowed. */
  onAllowed(): void | Promise<void>
}

/** Lets the farm reach a host that it refused; it says that it can't where that is so. */
export function AllowHostButton({ blocked, onAllowed }: AllowHostButtonProps) {
  const isOffline = useIsOffline()
  const [isBusy, setBusy] = useState(false)
  const host = hostEntry(blocked)
  if (!blocked.allowable) return <span className="faint">{host} can never be allowed.</span>
  const allow = async () => {
    setBusy(true)
    try {
      await allowHost(blocked)
      notify({ kind: 'done', text: `Allowed ${host}: Bindery may ${PURPOSES[blocked.purpose]}.` })
      await onAllowed()
    } catch (error) {
      notify({ kind: 'failed', text: `${host} could not be allowed. ${(error as Error).message}` })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button disabled={isOffline} loading={isBusy} onClick={allow} title={`Lets Bindery ${PURPOSES[blocked.purpose]}`}>
      Allow {host}
    </Button>
  )
}
