import { useEffect } from 'react'
import type { SettingId } from './settings-index.ts'

/** Some rows stand only once the farm has answered, which is looked for so often and no longer than this, milliseconds. */
const LOOK_MS = 200
const LIMIT_MS = 2000

/** Brings a setting that was asked for by its name into sight, and reading goes on from it. */
export function useShownSetting(setting: SettingId | null): void {
  useEffect(() => {
    if (setting === null) return
    const began = performance.now()
    const timer = setInterval(() => {
      const row = isFree() ? document.getElementById(`setting-${setting}`) : null
      row?.focus()
      if (row || performance.now() - began > LIMIT_MS) clearInterval(timer)
    }, LOOK_MS)
    return () => clearInterval(timer)
  }, [setting])
}

/** Those who write, or have opened something over the screen, are left where they are. */
const isFree = (): boolean => !document.activeElement?.closest('[role="dialog"], input, textarea')
