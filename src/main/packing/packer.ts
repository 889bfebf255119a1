import { fork } from 'node:child_process'
import workerPath from './pack-worker.ts?modulePath'

export interface PackRequest {
  path: string
  /** Hash of what the file is to hold. */
  name: string
}

export interface PackAnswer {
  packed: Uint8Array | null
}

/** Packs the PNG of a file anew. Null where nothing that is smaller by enough has the same pixels. */
export type Pack = (request: PackRequest, signal: AbortSignal) => Promise<Buffer | null>

/**
 * In a process of its own: only that ends at once when the farm has something to do, comes after all others, and gives
 * back all of its memory.
 */
export const packInProcess: Pack = async (request, signal) => {
  signal.throwIfAborted()
  const child = fork(workerPath, {
    // As for the evaluator's processes (evaluator/killable-worker.ts).
    env: { ELECTRON_RUN_AS_NODE: '1', ...(process.env.SystemRoot && { SystemRoot: process.env.SystemRoot }) },
    execArgv: [],
    stdio: 'ignore',
    serialization: 'advanced',
  })
  const answered = Promise.withResolvers<PackAnswer>()
  const gone = Promise.withResolvers<void>()
  const cut = () => void child.kill('SIGKILL')
  signal.addEventListener('abort', cut, { once: true })
  child.on('message', (answer: PackAnswer) => answered.resolve(answer))
  child.on('error', (error) => {
    answered.reject(error)
    if (child.pid === undefined) gone.resolve()
  })
  child.on('exit', (code, killedBy) => {
    answered.reject(signal.aborted ? signal.reason : new Error(`A picture could not be packed (${killedBy ?? code})`))
    gone.resolve()
  })
  try {
    child.send(request, (error) => error && answered.reject(error))
    const { packed } = await answered.promise
    return packed && Buffer.from(packed)
  } finally {
    signal.removeEventListener('abort', cut)
    child.kill('SIGKILL')
    await gone.promise
  }
}
