import { useEffect } from 'react'
import type { ChromiumView } from '../shared/chromium.ts'
import type { Settings } from '../shared/settings.ts'
import { chromiumApi, settingsApi } from './api/settings.ts'
import { createNewest } from './newest.ts'
import { useChromium } from './stores/chromium.ts'
import { useFarm } from './stores/farm.ts'
import { useSettings } from './stores/settings.ts'
import { onStreamEvent } from './stream-listeners.ts'

/** Brings the stores to what the farm says. Each throws where the farm can't be asked, and then changes nothing. */

const newestSettings = createNewest()
const newestChromium = createNewest()

async function loadSettings(): Promise<void> {
  const answer = await newestSettings.ask(settingsApi.get)
  if (answer !== null) useSettings.setState({ settings: answer.settings, secrets: answer.secrets })
}

export async function loadChromium(): Promise<void> {
  const chromium = await newestChromium.ask(chromiumApi.get)
  if (chromium !== null) useChromium.setState({ chromium })
}

/** @throws {ApiError} whose fields say what was refused @throws {Unreachable} */
export async function changeSettings(update: Partial<Settings>): Promise<void> {
  const { settings } = await settingsApi.change(update)
  newestSettings.overtake()
  useSettings.setState({ settings })
}

/** Keeps settings and browser as the farm has them, for as long as the screen stands. */
export function useLiveSettings(): void {
  const isLive = useFarm(({ connection }) => connection === 'live')
  useEffect(() => {
    if (!isLive) return
    // What can't be read now is read when the link to the farm stands again.
    const quietly = (reading: Promise<void>) => void reading.catch(() => {})
    quietly(loadSettings())
    quietly(loadChromium())
    return onStreamEvent(({ type, data }) => {
      if (type === 'settings.changed') quietly(loadSettings())
      if (type !== 'chromium.changed') return
      newestChromium.overtake()
      useChromium.setState({ chromium: (JSON.parse(data) as { data: ChromiumView }).data })
    })
  }, [isLive])
}
