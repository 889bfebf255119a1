import type { SyncSettings } from '../../../shared/sync.ts'

/** When a sync starts by itself. */
export function autoWords({ auto, minutes }: SyncSettings): string {
  if (auto === 'off') return 'By hand only'
  if (auto === 'change') return 'By itself after changes'
  return minutes === 1 ? 'By itself every minute' : `By itself every ${minutes.toLocaleString()} min`
}
