import { workerData } from 'node:worker_threads'
import BetterSqlite3 from 'better-sqlite3'
import type { ThreadData } from './database-thread.ts'

new BetterSqlite3(':memory:').close()
const { loading } = workerData as ThreadData<unknown>
loading.close()
