import { useEffect, useState } from 'react'
import type { DesktopState, DesktopUpdate } from '../../../shared/desktop.ts'
import { desktopHelp } from '../../desktop.ts'

export interface Desktop {
  /** Null in a browser, and until it was read. */
  state: DesktopState | null
  /** False in a browser, which has nothing of this. */
  isHere: boolean
  change(update: DesktopUpdate): Promise<void>
}

/** The settings of the window that the page is in. */
export function useDesktop(): Desktop {
  const [state, setState] = useState<DesktopState | null>(null)
  const { readSettings, changeSettings } = desktopHelp()
  useEffect(() => {
    desktopHelp()
      .readSettings?.()
      .then(setState, () => {})
  }, [])
  return {
    state,
    isHere: readSettings !== undefined,
    async change(update) {
      if (changeSettings) setState(await changeSettings(update))
    },
  }
}
