import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadData } from '../../../src/main/db/database-thread.ts'

/** Takes as long to load SQLite as the test wants. */
const { given } = workerData as ThreadData<Int32Array>
parentPort?.postMessage('loading')
Atomics.wait(given, 0, 0)
await import('../../../src/main/db/load-in-thread.ts')
