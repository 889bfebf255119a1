import type { News } from '../../shared/events.ts'
import { createStateNews, type StateNews } from '../state-news.ts'
import type { Sync } from './sync.ts'

/** Listeners are told this often at most, in milliseconds. */
const PAUSE_MS = 250

export interface SyncNewsParts {
  sync: Pick<Sync, 'status'>
  hasListeners(): boolean
  tell(news: News): void
  onFault(error: unknown): void
}

/** Tells how sync stands whenever that is another than what was told last. */
export const createSyncNews = ({ sync, ...parts }: SyncNewsParts): StateNews =>
  createStateNews({
    ...parts,
    read: async () => ({ type: 'sync.changed', data: await sync.status() }),
    gist: ({ data }) => JSON.stringify(data),
    pauseMs: PAUSE_MS,
  })
