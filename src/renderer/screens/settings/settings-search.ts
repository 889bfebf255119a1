import { createContext, useContext } from 'react'
import type { SettingId } from './settings-index.ts'

/** The settings that a search has found; null while nothing is searched for. */
export const FoundSettings = createContext<ReadonlySet<SettingId> | null>(null)

/** Whether the row of that setting is to be seen. */
export function useIsFound(id: SettingId): boolean {
  const found = useContext(FoundSettings)
  return found === null || found.has(id)
}
