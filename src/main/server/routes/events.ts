import { EVENT_TYPES } from '../../../shared/events.ts'
import type { StoredEvent } from '../../db/events.ts'
import type { App, RouteContext } from '../context.ts'

/** Proxies and clients give up on a silent connection; a comment keeps it alive. */
const HEARTBEAT_MS = 15_000
const REPLAY_BATCH = 500

/** Server-sent events (WHATWG HTML, 9.2). `Last-Event-ID` resumes after the event of that number. */
export function eventRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/events',
    {
      schema: {
        tags: ['Events'],
        summary: 'Stream of events',
        description: `Server-sent events: ${EVENT_TYPES.join(', ')}. \`Last-Event-ID\` resumes.`,
      },
    },
    async (request, reply) => {
      reply.hijack()
      const { raw } = reply
      raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      raw.write(': connected\n\n')
      const heartbeat = setInterval(() => raw.write(': \n\n'), HEARTBEAT_MS)

      // Live events wait until the replay has caught up, so that none is lost between the two or sent twice.
      let sent = await startAfter(request.headers['last-event-id'])
      let live: StoredEvent[] | null = []
      const send = (event: StoredEvent) => {
        if (event.seq <= sent) return
        sent = event.seq
        raw.write(format(event))
      }
      const unsubscribe = farm.onEvent((event) => (live ? live.push(event) : send(event)))
      const end = () => {
        clearInterval(heartbeat)
        unsubscribe()
        raw.end()
      }
      raw.once('close', end)
      farm.onStop(end)

      for (;;) {
        const batch = await farm.events.after(sent, REPLAY_BATCH)
        batch.forEach(send)
        if (batch.length < REPLAY_BATCH) break
      }
      live.forEach(send)
      live = null
    },
  )

  async function startAfter(header: string | string[] | undefined): Promise<number> {
    const seq = Number(header)
    return header !== undefined && Number.isSafeInteger(seq) && seq >= 0 ? seq : farm.events.lastSeq()
  }
}

function format({ seq, id, type, data, createdAt }: StoredEvent): string {
  const body = JSON.stringify({ id, event: type, timestamp: new Date(createdAt).toISOString(), data })
  return `id: ${seq}\nevent: ${type}\ndata: ${body}\n\n`
}
