import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** When the newest backup in the data dir was made, epoch milliseconds; null where there is none. */
export function newestBackupAt(dataDir: string): number | null {
  const folder = join(dataDir, 'backups')
  const names = tryToList(folder).filter((name) => name.endsWith('.db'))
  const times = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0)
  return times.length > 0 ? Math.max(...times) : null
}

function tryToList(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
