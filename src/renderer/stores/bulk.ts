import { create } from 'zustand'

/** Something that is being done with many bindings. */
export interface Bulk {
  /** "Pausing" */
  doing: string
  done: number
  total: number
}

export const useBulk = create<{ bulk: Bulk | null }>(() => ({ bulk: null }))
