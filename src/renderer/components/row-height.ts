import { usePreferences } from '../stores/preferences.ts'

/** The height of a row of a long list, in CSS pixels: the token's own, by density and by how many lines a row has. */
export function useRowHeight(isNarrow: boolean): number {
  const density = usePreferences(({ density }) => density)
  const root = getComputedStyle(document.documentElement)
  const token = `--row${isNarrow ? '-narrow' : ''}${density === 'compact' ? '-compact' : ''}`
  return Number.parseFloat(root.getPropertyValue(token)) * Number.parseFloat(root.fontSize)
}
