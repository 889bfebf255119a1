import { join } from 'node:path'
import { z } from 'zod'
import { DEFAULT_DESKTOP_SETTINGS, type DesktopSettings, desktopSettingsSchema } from '../../shared/desktop.ts'
import { keep, readKept } from './kept-json.ts'

export interface DesktopSettingsStore {
  current(): DesktopSettings
  /** Written before it holds. */
  change(update: Partial<DesktopSettings>): void
}

/** The settings of the desktop, kept as `desktop.json` in the data dir. A member that is wrong there has its default. */
export function openDesktopSettings(dataDir: string): DesktopSettingsStore {
  const file = join(dataDir, 'desktop.json')
  let settings = readSettings(file)
  return {
    current: () => settings,
    change(update) {
      const next = { ...settings, ...update }
      keep(file, next)
      settings = next
    },
  }
}

function readSettings(file: string): DesktopSettings {
  const stored = readKept(file, z.record(z.string(), z.unknown())) ?? {}
  const members = Object.entries(desktopSettingsSchema.shape).flatMap(([name, schema]) => {
    const read = schema.safeParse(stored[name])
    return read.success ? [[name, read.data]] : []
  })
  return { ...DEFAULT_DESKTOP_SETTINGS, ...Object.fromEntries(members) }
}
