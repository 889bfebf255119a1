import './load-in-thread.ts'
import { workerData } from 'node:worker_threads'
import { copyDatabase } from './copy.ts'
import type { ThreadData } from './database-thread.ts'

/** Copying and checking a database takes seconds where it is large; on a thread of its own the farm goes on meanwhile. */
const { source, target } = (workerData as ThreadData<{ source: string; target: string }>).given
await copyDatabase(source, target)
