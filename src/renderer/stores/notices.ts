import { create } from 'zustand'

export interface Notice {
  id: number
  kind: 'done' | 'failed'
  text: string
  /** Takes back what was done. */
  undo?: () => Promise<void>
}

/** Newest last. */
export const useNotices = create<{ notices: readonly Notice[] }>(() => ({ notices: [] }))

/** More than these at once would be a list nobody reads. */
const MOST = 3
let lastId = 0

export function notify(notice: Omit<Notice, 'id'>): void {
  const { notices } = useNotices.getState()
  useNotices.setState({ notices: [...notices, { ...notice, id: ++lastId }].slice(-MOST) })
}

export function dismiss(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }))
}
