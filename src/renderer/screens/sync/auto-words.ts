import type { SyncSettings } from '../../../shared/sync.ts'

/** When a sync starts by itself. */
export function autoWords({ auto, minutes }: SyncSettings): string {
  if (auto === 'off') return 'Automatic sync is off'
  if (auto === 'change') return 'Syncs by itself after changes'
  return minutes === 1 ? 'Syncs by itself every minute' : `Syncs by itself every ${minutes.toLocaleString()} min`
}
