import type { z } from 'zod'
import { create } from 'zustand'
import type { Settings, secretsStateSchema } from '../../shared/settings.ts'

export type SettingName = keyof Settings

/** Where the key lies that protects secrets, and whether it can be had. */
export type SecretsState = z.infer<typeof secretsStateSchema>

export interface SettingsState {
  /** Null until they were read. */
  settings: Settings | null
  /** Null where the farm does not say. */
  secrets: SecretsState | null
}

/** The farm's settings, as it last told them. */
export const useSettings = create<SettingsState>(() => ({ settings: null, secrets: null }))
