import type { Client } from './client.ts'
import type { EventReader } from './event-reader.ts'
import { type FarmLife, outlast, startFarmLife } from './farm-life.ts'
import type { Inspection } from './inspection.ts'
import type { Receiver } from './receiver.ts'

export interface LivesParts {
  dataDir: string
  client: Client
  receiver: Receiver
  reader: EventReader
  inspection: Inspection
  tell(failure: string): void
}

/** The lives of the farm on one data dir, one after the other. */
export function createLives({ dataDir, client, receiver, reader, inspection, tell }: LivesParts) {
  const leaving: Promise<number>[] = []
  let processes = 0
  let life: FarmLife | null = null
  let cutOff: string[] = []

  function open(url: string | null): string | null {
    if (url === null) return null
    const left = inspection.cutOff().filter((path) => cutOff.includes(path))
    if (left.length > 0) tell(`${left.length} half-written files are still there`)
    reader.follow(url)
    client.moveTo(url)
    return url
  }

  function current(): FarmLife {
    if (!life) throw new Error('There is no farm')
    return life
  }

  async function depart(pids: number[]): Promise<number> {
    const { length } = await outlast(pids)
    if (length > 0) tell(`${length} processes outlived their farm`)
    return length
  }

  return {
    current,
    /** Starts the farm again, and opens it to the clients when it is ready. */
    begin(): FarmLife {
      const started = startFarmLife(dataDir)
      const ready = started.ready.then(open).catch((error: Error) => {
        tell(`The farm did not start: ${error.message}`)
        return null
      })
      life = { ...started, ready }
      return life
    },
    /** Kills the farm, and looks at what it leaves. */
    async end(): Promise<void> {
      const doomed = current()
      life = null
      const left = await doomed.kill()
      client.moveTo(null)
      await doomed.ready
      client.moveTo(null)
      processes += left.length
      leaving.push(depart(left))
      await reader.ended()
      await receiver.nextLife()
      cutOff = inspection.cutOff()
      inspection.checkDatabase()
    },
    /** How many processes killed farms left, and how many of them stayed. */
    async orphans(): Promise<Record<string, number>> {
      const stayed = await Promise.all(leaving)
      return { 'processes of killed farms': processes, 'that outlived them': stayed.reduce((a, b) => a + b, 0) }
    },
  }
}
