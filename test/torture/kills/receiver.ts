import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer } from '../../helpers/http-server.ts'

/** A delivery as it came in. */
export interface Arrival {
  id: string
  /** In which life of the farm. */
  life: number
  body: string
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>

/** What subscriptions are delivered to, and the source that bindings fetch: each answer of it has the next number. */
export async function startReceiver(colourOf: (number: number) => string) {
  const arrivals = new Map<string, Arrival[]>()
  const moments = new EventEmitter<{ arrived: [] }>()
  let open = 0
  let life = 0
  let served = 0
  const server = await startServer((request, response) => {
    if (request.url.startsWith('/data')) {
      const body = JSON.stringify({ colour: colourOf(++served) })
      response.writeHead(200, { 'content-type': 'application/json', connection: 'close' }).end(body)
      return
    }
    const id = String(request.headers['x-pictify-delivery-id'])
    arrivals.set(id, [...(arrivals.get(id) ?? []), { id, life, body: request.body }])
    moments.emit('arrived')
    open++
    response.once('close', () => open--)
    // Time enough to be killed between the arrival and the answer.
    setTimeout(() => response.writeHead(204).end(), 5)
  })
  return {
    url: server.url,
    arrivals,
    moments,
    /** Answers of the source so far. */
    get served() {
      return served
    },
    /** The farm is dead: what it sent last is taken in, then another life begins. */
    async nextLife(): Promise<void> {
      for (let i = 0; i < 100 && open > 0; i++) await sleep(5)
      await sleep(5)
      life++
    },
    stop: () => server.stop(),
  }
}
