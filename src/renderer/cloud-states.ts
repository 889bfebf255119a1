import { useEffect } from 'react'
import { templatesApi } from './api/templates.ts'
import { useBindings } from './stores/bindings.ts'
import { type SyncState, useSync } from './stores/sync.ts'
import { replaceTemplates } from './stores/templates.ts'
import { loadAll, loadBindings } from './sync-stores.ts'

/** Reads again how objects stand to their twins once both sides were looked at: no event tells of that. */
export function useCloudStates(): void {
  useEffect(
    () =>
      useSync.subscribe((now, before) => {
        if (now.status === null || before.status === null) return
        // What can't be read now is read when the link to the farm stands again.
        if (before.status.account?.baseUrl !== now.status.account?.baseUrl) loadAll().catch(() => {})
        else if (isAtRest(now) && (!isAtRest(before) || before.status.lastSyncAt !== now.status.lastSyncAt))
          readUnsynced().catch(() => {})
      }),
    [],
  )
}

/** What is quick is told of by its end alone. */
const isAtRest = ({ asked, status }: SyncState): boolean =>
  asked === null && status?.state !== 'planning' && status?.state !== 'applying'

/** What is alike on both sides stays so until it is changed, of which there is an event. */
async function readUnsynced(): Promise<void> {
  const bindings = Object.values(useBindings.getState().byUid)
  await Promise.all([
    loadBindings(bindings.filter(({ cloud }) => cloud?.state !== 'synced').map(({ uid }) => uid)),
    templatesApi.all().then(replaceTemplates),
  ])
}
