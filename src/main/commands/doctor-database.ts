import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OLD_BACKUP_MS } from '../backups.ts'
import { listBackups } from '../db/backup-files.ts'
import { findBackupFault } from '../db/damage.ts'
import { MIGRATIONS } from '../db/database.ts'
import { DATABASE_FILE } from '../db/database-file.ts'
import { whenAndAgo } from '../time-words.ts'
import type { Finding } from './finding.ts'

export async function database(dataDir: string): Promise<Finding> {
  const name = 'Database'
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) return { name, isFine: true, says: 'none yet; the first start makes it' }
  const fault = await findBackupFault(file, MIGRATIONS)
  if (!fault) return { name, isFine: true, says: file }
  return { name, isFine: false, says: `${fault}; go back to a backup with "bindery restore --newest"` }
}

export function backups(dataDir: string, now: number): Finding {
  const name = 'Backups'
  const [newest, ...others] = listBackups(dataDir, now)
  if (newest) {
    const says = `the newest of ${others.length + 1} is of ${whenAndAgo(newest.at, now)}`
    const isFine = now - newest.at < OLD_BACKUP_MS
    return { name, isFine, says: isFine ? says : `${says}; let Bindery run, or make one with "bindery backup"` }
  }
  const born = statSync(join(dataDir, DATABASE_FILE), { throwIfNoEntry: false })?.birthtimeMs ?? now
  const isFine = now - born < OLD_BACKUP_MS
  const says = isFine ? 'none yet; Bindery makes one a day while it runs' : 'none; make one with "bindery backup"'
  return { name, isFine, says }
}
