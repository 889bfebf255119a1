import './load-in-thread.ts'
import { parentPort, workerData } from 'node:worker_threads'
import type { ThreadData } from './database-thread.ts'
import { findFaultOfPages } from './inspect.ts'

/** Every page is read, which takes a second for each gigabyte or more; the farm is there meanwhile. */
parentPort?.postMessage(await findFaultOfPages((workerData as ThreadData<string>).given))
