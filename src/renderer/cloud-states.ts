import { useEffect } from 'react'
import type { SyncStatus } from '../shared/sync.ts'
import { templatesApi } from './api/templates.ts'
import { useBindings } from './stores/bindings.ts'
import { useSync } from './stores/sync.ts'
import { replaceTemplates } from './stores/templates.ts'
import { loadAll, loadBindings } from './sync-stores.ts'

/** Reads again how objects stand to their twins once both sides were looked at: no event tells of that. */
export function useCloudStates(): void {
  useEffect(
    () =>
      useSync.subscribe(({ status }, { status: before }) => {
        if (status === null || before === null || status === before) return
        // What can't be read now is read when the link to the farm stands again.
        if (before.account?.baseUrl !== status.account?.baseUrl) loadAll().catch(() => {})
        else if (isBusy(before) && !isBusy(status)) readUnsynced().catch(() => {})
      }),
    [],
  )
}

const isBusy = ({ state }: SyncStatus): boolean => state === 'planning' || state === 'applying'

/** What is alike on both sides stays so until it is changed, of which there is an event. */
async function readUnsynced(): Promise<void> {
  const bindings = Object.values(useBindings.getState().byUid)
  await Promise.all([
    loadBindings(bindings.filter(({ cloud }) => cloud?.state !== 'synced').map(({ uid }) => uid)),
    templatesApi.all().then(replaceTemplates),
  ])
}
