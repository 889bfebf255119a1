import { once } from 'node:events'
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads'

/** A thread that works on a database. Its module imports `load-in-thread.ts` before all else. */
export interface DatabaseThread {
  readonly worker: Worker
  /** Ends it wherever it is, but for the moment in which it loads SQLite: Node would abort the whole process. */
  end(): Promise<void>
}

/** What a thread is given: its own data, and a port that it closes once it has SQLite. */
export interface ThreadData<T> {
  given: T
  loading: MessagePort
}

export function startDatabaseThread<T>(path: string, given: T): DatabaseThread {
  const { port1, port2 } = new MessageChannel()
  const workerData: ThreadData<T> = { given, loading: port2 }
  const worker = new Worker(path, { workerData, transferList: [port2] })
  // The port closes, too, where the thread ends before that.
  const loaded = once(port1, 'close')
  return {
    worker,
    async end() {
      worker.ref()
      await loaded
      await worker.terminate()
    },
  }
}
