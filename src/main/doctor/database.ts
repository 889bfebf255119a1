import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { listBackups } from '../db/backup-files.ts'
import { refuseMissing } from '../db/damage.ts'
import { MIGRATIONS } from '../db/database.ts'
import { DATABASE_FILE } from '../db/database-file.ts'
import { type Inspection, inspectDatabase } from '../db/inspect.ts'
import { storageAdvice } from '../db/storage-fault.ts'
import { withoutTraces } from '../db/without-traces.ts'
import { whenAndAgo } from '../time-words.ts'
import { OLD_BACKUP_MS } from '../upkeep/backups.ts'
import { advice, type Finding, ok, problem } from './finding.ts'

export async function lookAtDatabase(dataDir: string): Promise<Finding> {
  const name = 'Database'
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) {
    const missing = existsSync(dataDir) ? await refuseMissing(file, MIGRATIONS, Date.now()) : null
    return missing ? problem(name, missing.message) : ok(name, 'none yet; the first start makes it')
  }
  try {
    const found = await withoutTraces(dataDir, () => inspectDatabase(file, MIGRATIONS))
    return found.kind === 'sound' ? ok(name, file) : problem(name, `${file} ${wordsFor(found)}`)
  } catch (error) {
    const remedy = storageAdvice(error) ?? 'Check the disk, and the permissions of the data folder.'
    return problem(name, `${file} can't be read (${(error as Error).message}). ${remedy}`)
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
