import type BetterSqlite3 from 'better-sqlite3'
import { type DatabaseConnection, type Driver, Kysely, SqliteDialect, SqliteDriver } from 'kysely'
import { type Db, withStatements } from '../../../src/main/db/database.ts'
import { preparedOnce } from '../../../src/main/db/statements.ts'
import type { Tables } from '../../../src/main/db/tables.ts'

const preparing = new WeakMap<BetterSqlite3.Database, ReturnType<typeof preparedOnce>>()

/** A machine that is killed opens its database anew, as often as a thousand times: what was prepared for it stays. */
function preparedForGood(database: BetterSqlite3.Database): ReturnType<typeof preparedOnce> {
  const prepared = preparing.get(database) ?? preparedOnce(database)
  preparing.set(database, prepared)
  return prepared
}

/** A database whose user can be stopped for good before any of its statements or transactions, as a kill does. */
export function gatedDatabase(sqlite: BetterSqlite3.Database, pass: () => Promise<void>): Db {
  const database = preparedForGood(sqlite)
  class GatedDriver extends SqliteDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      await pass()
      return super.acquireConnection()
    }
  }
  class GatedDialect extends SqliteDialect {
    override createDriver(): Driver {
      return new GatedDriver({ database })
    }
  }
  const kysely = new Kysely<Tables>({ dialect: new GatedDialect({ database }) })
  return withStatements(kysely, database, async (work) => sqlite.transaction(work).immediate())
}
