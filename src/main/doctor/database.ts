import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findDatabaseFault } from '../db/backup.ts'
import { DATABASE_FILE } from '../db/database.ts'
import { withoutTraces } from '../db/without-traces.ts'
import { type Finding, ok, problem } from './finding.ts'

export function lookAtDatabase(dataDir: string): Finding {
  const file = join(dataDir, DATABASE_FILE)
  if (!existsSync(file)) return ok('Database', 'none yet; the first start makes it')
  const fault = withoutTraces(dataDir, () => findDatabaseFault(file))
  return fault ? problem('Database', `${fault}; restore a backup with "bindery restore FILE"`) : ok('Database', file)
}
