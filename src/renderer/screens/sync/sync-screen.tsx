import { useEffect, useRef } from 'react'
import { lookForChanges } from '../../cloud-sync.ts'
import { ListBeside } from '../../components/list-beside.tsx'
import { ScreenTitle } from '../../components/screen-title.tsx'
import { isCovered } from '../../components/use-escape.ts'
import { useReturn } from '../../components/use-return.ts'
import { paths } from '../../stores/route.ts'
import { useIsConnected, useSync } from '../../stores/sync.ts'
import { AccountLine } from './account-line.tsx'
import { NotConnected } from './not-connected.tsx'
import { OperationPanel } from './operation-panel.tsx'
import { OutcomeNote } from './outcome-note.tsx'
import { PlanHead } from './plan-head.tsx'
import { PlanList } from './plan-list.tsx'
import { SyncActions } from './sync-actions.tsx'
import { SyncProgress } from './sync-progress.tsx'
import styles from './sync-screen.module.css'
import { TroubleNote } from './trouble-note.tsx'

/** What differs between this machine and the hosted API, and beside or over it the difference that is open. */
export function SyncScreen({ operationId }: { operationId: string | null }) {
  const isRead = useSync(({ status }) => status !== null)
  const isConnected = useIsConnected()
  if (!isRead)
    return (
      <div className="screen">
        <ScreenTitle title="Sync" />
      </div>
    )
  return isConnected ? <Connected operationId={operationId} /> : <NotConnected />
}

function Connected({ operationId }: { operationId: string | null }) {
  const column = useRef<HTMLElement>(null)
  const operation = useSync(({ plan }) => plan?.operations.find(({ id }) => id === operationId))
  useReturn(operation ? operation.id : null, paths.sync)
  useLookKey()
  return (
    <ListBeside
      label="Changes"
      column={column}
      panel={operation ? <OperationPanel key={operation.id} operation={operation} /> : null}
      isPanelWide
    >
      <ScreenTitle title="Sync">
        <AccountLine />
      </ScreenTitle>
      <div className={styles.notes}>
        <SyncActions />
        <TroubleNote />
        <SyncProgress />
        <OutcomeNote />
      </div>
      <PlanHead />
      <PlanList column={column} openId={operation?.id ?? null} />
    </ListBeside>
  )
}

/** The key that refreshes elsewhere looks for changes here. */
function useLookKey(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isMod = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey
      if (!isMod || event.key.toLowerCase() !== 'r' || isCovered()) return
      event.preventDefault()
      void lookForChanges()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])
}
