import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OLD_BACKUP_MS } from '../backups.ts'
import { listBackups } from '../db/backup-files.ts'
import { findBackupFault } from '../db/damage.ts'
import { MIGRATIONS } from '../db/database.ts'
import { DATABASE_FILE } from '../db/database-file.ts'
import { withoutTraces } from '../db/without-traces.ts'
import { whenAndAgo } from '../time-words.ts'
import { advice, type Finding, ok, problem } from './finding.ts'

export async function lookAtDatabase(dataDir: string): Promise<Finding> {
  const name = 'Database'
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) return ok(name, 'none yet; the first start makes it')
  const fault = await withoutTraces(dataDir, () => findBackupFault(file, MIGRATIONS))
  return fault ? problem(name, `${fault}; go back to a backup with "bindery restore --newest"`) : ok(name, file)
}

export function lookAtBackups(dataDir: string, now: number): Finding {
  const name = 'Backups'
  const [newest, ...others] = listBackups(dataDir, now)
  if (newest) {
    const says = `the newest of ${others.length + 1} is of ${whenAndAgo(newest.at, now)}`
    const isOld = now - newest.at >= OLD_BACKUP_MS
    return isOld ? advice(name, `${says}; let Bindery run, or make one with "bindery backup"`) : ok(name, says)
  }
  const born = statSync(join(dataDir, DATABASE_FILE), { throwIfNoEntry: false })?.birthtimeMs ?? now
  if (now - born < OLD_BACKUP_MS) return ok(name, 'none yet; Bindery makes one a day while it runs')
  return advice(name, 'none; make one with "bindery backup"')
}
