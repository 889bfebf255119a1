import type { Status } from '../../shared/status.ts'
import { createStateNews, type StateNews, type StateNewsParts } from '../state-news.ts'

const PAUSE_MS = 500

export interface StatusNewsParts extends Pick<StateNewsParts, 'hasListeners' | 'tell' | 'onFault'> {
  status(): Promise<Status>
}

/** Tells the farm's status when any of its counts has changed. */
export function createStatusNews({ status, ...parts }: StatusNewsParts): StateNews {
  return createStateNews({
    ...parts,
    read: async () => ({ type: 'farm.status', data: await status() }),
    // The time that has passed is no news.
    gist: ({ data }) => JSON.stringify({ ...data, uptimeSeconds: 0 }),
    pauseMs: PAUSE_MS,
  })
}
