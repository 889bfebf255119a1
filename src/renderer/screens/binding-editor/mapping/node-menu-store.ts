import { create } from 'zustand'
import type { JsonRow } from './json-rows.ts'

interface NodeMenuState {
  row: JsonRow | null
  /** Where it opens, in pixels of the window. */
  x: number
  y: number
  /** What had the focus before. */
  opener: HTMLElement | null
}

export const useNodeMenu = create<NodeMenuState>(() => ({ row: null, x: 0, y: 0, opener: null }))

export function openMenu(row: JsonRow, place: DOMRect): void {
  const opener = document.activeElement instanceof HTMLElement ? document.activeElement : null
  useNodeMenu.setState({ row, x: place.left, y: place.bottom, opener })
}

export function closeMenu(): void {
  const { opener } = useNodeMenu.getState()
  useNodeMenu.setState({ row: null })
  opener?.focus()
}
