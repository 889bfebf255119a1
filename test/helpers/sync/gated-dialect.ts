import type BetterSqlite3 from 'better-sqlite3'
import { type DatabaseConnection, type Driver, Kysely, SqliteDialect, SqliteDriver } from 'kysely'
import { type Db, withStatements } from '../../../src/main/db/database.ts'
import { preparedOnce } from '../../../src/main/db/statements.ts'
import type { Tables } from '../../../src/main/db/tables.ts'

/** The same statements come again and again: each is prepared once. */
function withPrepared(database: BetterSqlite3.Database): BetterSqlite3.Database {
  const prepared = new Map<string, BetterSqlite3.Statement>()
  return new Proxy(database, {
    get(target, member) {
      const value = Reflect.get(target, member, target)
      if (member !== 'prepare') return typeof value === 'function' ? value.bind(target) : value
      return (source: string) => {
        const known = prepared.get(source) ?? target.prepare(source)
        prepared.set(source, known)
        return known
      }
    },
  })
}

/** A database whose user can be stopped for good before any of its statements or transactions, as a kill does. */
export function gatedDatabase(database: BetterSqlite3.Database, pass: () => Promise<void>): Db {
  class GatedDriver extends SqliteDriver {
    override async acquireConnection(): Promise<DatabaseConnection> {
      await pass()
      return super.acquireConnection()
    }
  }
  class GatedDialect extends SqliteDialect {
    override createDriver(): Driver {
      return new GatedDriver({ database: withPrepared(database) })
    }
  }
  const kysely = new Kysely<Tables>({ dialect: new GatedDialect({ database }) })
  return withStatements(kysely, preparedOnce(database), async (work) => database.transaction(work).immediate())
}
