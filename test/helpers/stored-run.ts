import type { StoredRun } from '../../src/main/db/runs.ts'

/** A run by the schedule of which nothing is to be told but what is given. */
export const storedRun = (told: Pick<StoredRun, 'id' | 'bindingUid'> & Partial<StoredRun>): StoredRun => ({
  trigger: 'schedule',
  outcome: 'not_modified',
  startedAt: 1,
  finishedAt: 2,
  phases: { queue: 0, fetch: 0, map: 0, compose: 0, render: 0, store: 0 },
  bytes: 0,
  missing: [],
  changed: [],
  image: null,
  error: null,
  count: 1,
  details: null,
  ...told,
})
