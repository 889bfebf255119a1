import { create } from 'zustand'
import type { Status } from '../../shared/status.ts'

export interface FarmState {
  /** Whether the event stream stands. */
  connection: 'connecting' | 'live' | 'lost'
  /** When the stream last stood, epoch milliseconds. */
  lastSeenAt: number
  status: Status | null
}

/** How the farm is, and whether it is there. */
export const useFarm = create<FarmState>(() => ({ connection: 'connecting', lastSeenAt: Date.now(), status: null }))
export const useIsOffline = (): boolean => useFarm(({ connection }) => connection === 'lost')
