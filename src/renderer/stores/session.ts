import { create } from 'zustand'

export type SessionState =
  /** The token is being read. */
  | 'starting'
  /** There is a token, and nothing has refused it. */
  | 'open'
  /** This tab was never given a token. */
  | 'missing'
  /** The farm refused the token: it was started again, or its key was changed. */
  | 'ended'

export interface Session {
  state: SessionState
  token: string | null
}

/** Who this tab is to the farm. */
export const useSession = create<Session>(() => ({ state: 'starting', token: null }))
