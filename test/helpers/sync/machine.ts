import BetterSqlite3 from 'better-sqlite3'
import { createBindings } from '../../../src/main/bindings/bindings.ts'
import { MIGRATIONS } from '../../../src/main/db/database.ts'
import { migrate } from '../../../src/main/db/migrate.ts'
import type { StoredRun } from '../../../src/main/db/runs.ts'
import { type Store, storeOf } from '../../../src/main/db/store.ts'
import type { Evaluator } from '../../../src/main/evaluator/evaluator.ts'
import { checkTemplate } from '../../../src/main/evaluator/template/check.ts'
import { createRefreshQueue } from '../../../src/main/refresh-queue.ts'
import type { Secrets } from '../../../src/main/secrets/secrets.ts'
import type { Accounts } from '../../../src/main/sync/accounts.ts'
import type { Hosted } from '../../../src/main/sync/hosted.ts'
import { createSync, type Sync } from '../../../src/main/sync/sync.ts'
import { openSyncMemory } from '../../../src/main/sync/sync-memory.ts'
import { createTemplates } from '../../../src/main/templates/templates.ts'
import type { SyncAccount, SyncError } from '../../../src/shared/sync.ts'
import { gatedDatabase } from './gated-dialect.ts'

export const ACCOUNT: SyncAccount = { baseUrl: 'https://hosted.example', keySet: true, pushPrivate: false }

/** A machine between two kills: what is kept in the database outlasts it, all else does not. */
export interface Life {
  store: Store
  bindings: ReturnType<typeof createBindings>
  templates: ReturnType<typeof createTemplates>
  sync: Sync
}

export interface MachineOptions {
  hosted: Hosted
  now(): number
  secrets: Secrets
  account?: SyncAccount
  /** Before each statement and transaction; one that never comes back is a kill. */
  pass?(): Promise<void>
  onFault(error: unknown): void
  /** Told that sync stands otherwise than before. */
  onChanged?(): void
  onTrouble?(error: SyncError): void
}

/** An empty database of Bindery's, in memory. */
export async function memoryDatabase(): Promise<BetterSqlite3.Database> {
  const sqlite = new BetterSqlite3(':memory:')
  sqlite.pragma('foreign_keys = ON')
  const db = gatedDatabase(sqlite, async () => {})
  await migrate(db, MIGRATIONS, Object.keys(MIGRATIONS).sort(), 0)
  return sqlite
}

/** Everything of a farm that syncs, on a real database: no network, no drawing. */
export async function liveOn(sqlite: BetterSqlite3.Database, options: MachineOptions): Promise<Life> {
  const { hosted, now, secrets, account = ACCOUNT, pass = async () => {}, onFault } = options
  const { onChanged = () => {}, onTrouble = () => {} } = options
  const store = storeOf(gatedDatabase(sqlite, pass))
  const queue = createRefreshQueue(
    async ({ runId }) => ({ id: runId, outcome: 'cancelled' }) as StoredRun,
    () => performance.now(),
  )
  const random = () => 0.5
  const bindings = createBindings({ ...store, secrets, queue, now, random, onChanged() {} })
  const templates = createTemplates({ ...store, evaluator: checkingHere(), queue, now, onBindingChanged() {} })
  const accounts: Accounts = {
    current: () => account,
    set: async () => account,
    forget: async () => {},
    connect: () => hosted,
  }
  const memory = await openSyncMemory(store.settings)
  const privateHosts = { allowed: () => [] }
  const parts = { accounts, memory, store, bindings, templates, secrets, privateHosts, now, random }
  const sync = createSync({ ...parts, onChanged, onTrouble, onFault })
  await sync.open()
  return { store, bindings, templates, sync }
}

/** Checks templates in this process; nothing here is composed. */
function checkingHere(): Evaluator {
  const never = () => Promise.reject(new Error('Nothing is evaluated here'))
  return {
    map: never,
    compose: never,
    check: async (source) => checkTemplate(source),
    isAlive: () => true,
    stop: async () => {},
  }
}
