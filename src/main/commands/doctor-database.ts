import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { OLD_BACKUP_MS } from '../backups.ts'
import { listBackups } from '../db/backup-files.ts'
import { refuseMissing } from '../db/damage.ts'
import { MIGRATIONS } from '../db/database.ts'
import { DATABASE_FILE } from '../db/database-file.ts'
import { type Inspection, inspectDatabase } from '../db/inspect.ts'
import { storageAdvice } from '../db/storage-fault.ts'
import { whenAndAgo } from '../time-words.ts'
import type { Finding } from './finding.ts'

export async function database(dataDir: string): Promise<Finding> {
  const name = 'Database'
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) {
    const missing = existsSync(dataDir) ? await refuseMissing(file, MIGRATIONS, Date.now()) : null
    return { name, isFine: !missing, says: missing?.message ?? 'none yet; the first start makes it' }
  }
  try {
    const found = await inspectDatabase(file, MIGRATIONS)
    return { name, isFine: found.kind === 'sound', says: found.kind === 'sound' ? file : `${file} ${wordsFor(found)}` }
  } catch (error) {
    const advice = storageAdvice(error) ?? 'Check the disk, and the permissions of the data folder.'
    return { name, isFine: false, says: `${file} can't be read (${(error as Error).message}). ${advice}` }
  }
}

function wordsFor(found: Exclude<Inspection, { kind: 'sound' }>): string {
  switch (found.kind) {
    case 'damaged':
      return `is damaged (${found.fault}); go back to a backup with "bindery restore --newest"`
    case 'foreign':
      return 'is of another program; choose another --data-dir'
    case 'newer':
      return `was written by a newer Bindery (it has ${found.migration}); install that version again`
  }
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
