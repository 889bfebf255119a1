import { create } from 'zustand'
import type { Settings } from '../../shared/settings.ts'

/** The settings of the farm, of which an older one lacks some. */
export type KnownSettings = Settings & { systemCas?: boolean; backupsKept?: number }
export type SettingName = keyof KnownSettings

/** Where the key lies that protects secrets, and whether it can be had. */
export interface SecretsState {
  backend: 'keychain' | 'file'
  available: boolean
}

export interface SettingsState {
  /** Null until they were read. */
  settings: KnownSettings | null
  /** Null where the farm does not say. */
  secrets: SecretsState | null
}

/** The farm's settings, as it last told them. */
export const useSettings = create<SettingsState>(() => ({ settings: null, secrets: null }))
