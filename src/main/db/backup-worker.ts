import { workerData } from 'node:worker_threads'
import { copyDatabase } from './copy.ts'

/** Copying and checking a database takes seconds where it is large; on a thread of its own the farm goes on meanwhile. */
const { source, target } = workerData as { source: string; target: string }
await copyDatabase(source, target)
