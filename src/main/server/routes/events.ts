import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { EVENT_TYPES } from '../../../shared/events.ts'
import type { StoredEvent } from '../../db/events.ts'
import { type App, type RouteContext, streamAnswers } from '../context.ts'
import { bearerOf } from '../guards.ts'

/** Proxies and clients give up on a silent connection; a comment keeps it alive. */
const HEARTBEAT_MS = 15_000
const BATCH = 500

/** Server-sent events (WHATWG HTML, 9.2). `Last-Event-ID` resumes after the event of that number. */
export function eventRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/events',
    {
      exposeHeadRoute: false,
      schema: {
        tags: ['Events'],
        summary: 'Stream of events',
        description: `Server-sent events: ${EVENT_TYPES.join(', ')}. \`Last-Event-ID\` resumes.`,
        response: streamAnswers,
      },
    },
    async (request, reply) => {
      const since = await startAfter(request.headers['last-event-id'])
      const bearer = bearerOf(request) ?? ''
      reply.hijack()
      reply.raw.writeHead(200, {
        ...(reply.getHeaders() as Record<string, string>),
        'content-type': 'text/event-stream',
        'cache-control': 'no-store',
        'x-accel-buffering': 'no',
      })
      reply.raw.write(': connected\n\n')
      await stream(reply.raw, since, () => farm.keys.accepts(bearer))
    },
  )

  /** A number that was never given (of another data dir, or from before a restore) would wait for ever: it counts as the last. */
  async function startAfter(header: string | string[] | undefined): Promise<number> {
    const last = await farm.events.lastSeq()
    const seq = Number(header)
    return header !== undefined && Number.isSafeInteger(seq) && seq >= 0 ? Math.min(seq, last) : last
  }

  /** Reads on in the stored events as fast as the client does, until either side ends or the key is no longer good. */
  async function stream(raw: ServerResponse, since: number, isAllowed: () => boolean): Promise<void> {
    let sent = since
    let isOpen = true
    let news = Promise.withResolvers<void>()
    const tell = () => news.resolve()
    const end = () => {
      isOpen = false
      tell()
    }
    // A reader that is stuck is not written to, so that the listener sees nothing move and hangs up.
    const heartbeat = setInterval(() => raw.writableNeedDrain || raw.write(': \n\n'), HEARTBEAT_MS)
    const endWithoutKey = () => isAllowed() || end()
    const unsubscribe = [farm.onEvent(tell), farm.onStop(end), farm.keys.onChange(endWithoutKey)]
    raw.once('close', end)
    try {
      while (isOpen) {
        // Made before the read, so that what is stored during it is not missed.
        news = Promise.withResolvers<void>()
        const events = await farm.events.after(sent, BATCH)
        if (events.length === 0) await news.promise
        for (const event of events) {
          // A key of another program's making is known by asking, before the next look at its file.
          if (!isAllowed() || !isOpen) return
          if (!raw.write(format(event))) await Promise.race([once(raw, 'drain'), once(raw, 'close')])
          sent = event.seq
        }
      }
    } finally {
      clearInterval(heartbeat)
      for (const stop of unsubscribe) stop()
      raw.end()
    }
  }
}

function format({ seq, id, type, data, createdAt }: StoredEvent): string {
  const body = JSON.stringify({ id, event: type, timestamp: new Date(createdAt).toISOString(), data })
  return `id: ${seq}\nevent: ${type}\ndata: ${body}\n\n`
}
