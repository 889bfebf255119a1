import { create } from 'zustand'

export type SourceTab = 'query' | 'headers' | 'auth' | 'body'

/** Which part of the request is in sight. */
export const useSourceTab = create<{ tab: SourceTab }>(() => ({ tab: 'query' }))

/** Brings a part in sight and puts the focus on its input. */
export function showField(tab: SourceTab | null, field: string): void {
  if (tab !== null) useSourceTab.setState({ tab })
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-field="${field}"]`)?.focus())
}
