import './load-in-thread.ts'
import { parentPort, workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import type { ThreadData } from './database-thread.ts'

/** Takes what is in the journal into the database file each time it is asked to; both are synced, which takes a while. */
const sqlite = new BetterSqlite3((workerData as ThreadData<string>).given, { fileMustExist: true })
parentPort?.on('message', () => {
  sqlite.pragma('wal_checkpoint(PASSIVE)')
  parentPort?.postMessage(null)
})
