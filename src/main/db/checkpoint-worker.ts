import { parentPort, workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'

/** Takes what is in the journal into the database file each time it is asked to; both are synced, which takes a while. */
const sqlite = new BetterSqlite3(workerData as string, { fileMustExist: true })
parentPort?.on('message', () => {
  sqlite.pragma('wal_checkpoint(PASSIVE)')
  parentPort?.postMessage(null)
})
