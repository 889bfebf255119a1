import type { BindingState, StoredBinding } from '../db/bindings.ts'
import { NOTHING_OWED } from '../db/owed.ts'

/** A new binding is due at once, so that its first refresh survives a crash; one fed by webhook waits for its data. */
export function firstState({ uid, dataSource, createdAt }: StoredBinding): BindingState {
  return {
    uid,
    status: 'active',
    pausedState: null,
    failureCount: 0,
    recentEnds: '',
    lastError: null,
    lastRefreshAt: null,
    lastRenderedAt: null,
    nextRefreshAt: dataSource.type === 'webhook' ? null : createdAt,
    refreshInterval: 0,
    imageId: null,
    defaultImageId: null,
    renderKey: null,
    defaultKey: null,
    frameKey: null,
    drawnDataHash: null,
    variables: {},
    missing: [],
    ...NOTHING_OWED,
    averageMs: null,
  }
}
