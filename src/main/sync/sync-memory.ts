import type { Json } from '../../shared/json.ts'
import { DEFAULT_SYNC_SETTINGS, type SyncSettings, syncSettingsSchema } from '../../shared/sync.ts'
import type { SettingsRepository } from '../db/settings.ts'

const SETTINGS = 'sync'
const LAST = 'syncLast'

/** What sync remembers besides objects: its settings, and when it last came to its end. */
export interface SyncMemory {
  settings(): SyncSettings
  change(update: Partial<SyncSettings>): Promise<SyncSettings>
  lastSyncAt(account: string): number | null
  setLastSyncAt(account: string, at: number): Promise<void>
}

export async function openSyncMemory(repository: SettingsRepository): Promise<SyncMemory> {
  const stored = await repository.all()
  const read = syncSettingsSchema.partial().safeParse(stored[SETTINGS] ?? {})
  let settings: SyncSettings = { ...DEFAULT_SYNC_SETTINGS, ...(read.success ? read.data : {}) } as SyncSettings
  let last = (stored[LAST] ?? null) as { account: string; at: number } | null
  return {
    settings: () => settings,
    async change(update) {
      const next = { ...settings, ...update }
      await repository.put({ [SETTINGS]: next as Json })
      settings = next
      return settings
    },
    lastSyncAt: (account) => (last?.account === account ? last.at : null),
    async setLastSyncAt(account, at) {
      await repository.put({ [LAST]: { account, at } })
      last = { account, at }
    },
  }
}
