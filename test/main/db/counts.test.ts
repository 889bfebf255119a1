import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { countedOnce } from '../../../src/main/db/counts.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const open: BetterSqlite3.Database[] = []
afterEach(() => {
  for (const database of open.splice(0)) database.close()
})

function openFile(file: string): BetterSqlite3.Database {
  const database = new BetterSqlite3(file)
  database.pragma('journal_mode = WAL')
  open.push(database)
  return database
}

/** A table of names, how many rows a count gives, and how often SQLite has counted. */
function counted() {
  const file = join(tempDir(), 'test.db')
  const database = openFile(file)
  database.exec("CREATE TABLE things (name TEXT); INSERT INTO things VALUES ('a'), ('b'), ('b')")
  let counts = 0
  const prepare = (sql: string) => {
    if (sql.startsWith('SELECT count')) counts++
    return database.prepare(sql)
  }
  const count = countedOnce({ prepare } as Pick<BetterSqlite3.Database, 'prepare'>)
  return { file, database, count, times: () => counts }
}

test('rows are counted once for as long as none is changed, each filter by itself', () => {
  const { count, times } = counted()
  for (let again = 0; again < 3; again++) {
    expect(count('things')).toBe(3)
    expect([count('things WHERE name = ?', 'a'), count('things WHERE name = ?', 'b')]).toEqual([1, 2])
  }
  expect(times()).toBe(3)
})

test('whatever changes rows is seen: by hand, in a transaction that ends either way, by another connection', () => {
  const { file, database, count } = counted()
  expect(count('things')).toBe(3)
  database.exec("INSERT INTO things VALUES ('c')")
  expect(count('things')).toBe(4)
  database.exec("BEGIN; DELETE FROM things WHERE name = 'b'; ROLLBACK")
  expect(count('things')).toBe(4)
  database.exec("BEGIN; INSERT INTO things VALUES ('d'); COMMIT")
  expect(count('things')).toBe(5)
  openFile(file).exec('DELETE FROM things')
  expect(count('things')).toBe(0)
})

test('a count of very many values is not kept', () => {
  const { count, times } = counted()
  const names = JSON.stringify(Array.from({ length: 30_000 }, (_, at) => `name ${at}`))
  const among = 'things WHERE name IN (SELECT value FROM json_each(?))'
  expect([count(among, names), count(among, names)]).toEqual([0, 0])
  expect(times()).toBe(2)
})
