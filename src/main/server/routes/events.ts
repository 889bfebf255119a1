import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { CHANGE_TYPES, EVENT_TYPES, NEWS_TYPES, type News } from '../../../shared/events.ts'
import type { StoredEvent } from '../../db/events.ts'
import { type App, type RouteContext, streamAnswers } from '../context.ts'
import { bearerOf } from '../guards.ts'

/** Proxies and clients give up on a silent connection; a comment keeps it alive. */
const HEARTBEAT_MS = 15_000
const BATCH = 500
/** News that a slow client may be behind with; it is told no more until it has caught up. */
const NEWS_KEPT = 1000

const DESCRIPTION = `Server-sent events. \`Last-Event-ID\` resumes after the event of that number.

Refreshes and renders: ${EVENT_TYPES.join(', ')}. Changes of definitions, with their ids alone: ${CHANGE_TYPES.join(', ')}.

With \`?live=true\` also what is not stored and has no id: ${NEWS_TYPES.join(', ')}. They begin with the present status and the runs that are under way.`

/** Server-sent events (WHATWG HTML, 9.2). */
export function eventRoutes(app: App, { farm }: RouteContext): void {
  app.get(
    '/events',
    {
      exposeHeadRoute: false,
      config: { documentedHeaders: { 'Last-Event-ID': 'The number of the last event that was seen' } },
      schema: {
        tags: ['Events'],
        operationId: 'streamEvents',
        summary: 'Stream of events',
        description: DESCRIPTION,
        querystring: z.object({ live: z.enum(['true', 'false']).optional() }),
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
      await stream(reply.raw, since, request.query.live === 'true', () => farm.keys.accepts(bearer))
    },
  )

  /** A number that was never given (of another data dir, or from before a restore) would wait for ever: it counts as the last. */
  async function startAfter(header: string | string[] | undefined): Promise<number> {
    const last = await farm.events.lastSeq()
    // Clients that have seen no event yet may send it empty.
    return /^\d+$/.test(String(header)) ? Math.min(Number(header), last) : last
  }

  /** Reads on in the stored events as fast as the client does, until either side ends or the key is no longer good. */
  async function stream(raw: ServerResponse, since: number, isLive: boolean, isAllowed: () => boolean): Promise<void> {
    let sent = since
    let isOpen = true
    let wake = Promise.withResolvers<void>()
    const news: News[] = []
    const tell = () => wake.resolve()
    const tellNews = (each: News) => {
      if (news.length < NEWS_KEPT) news.push(each)
      tell()
    }
    const end = () => {
      isOpen = false
      tell()
    }
    // A reader that is stuck is not written to, so that the listener sees nothing move and hangs up.
    const heartbeat = setInterval(() => raw.writableNeedDrain || raw.write(': \n\n'), HEARTBEAT_MS)
    const endWithoutKey = () => isAllowed() || end()
    const unsubscribe = [farm.onEvent(tell), farm.onStop(end), farm.keys.onChange(endWithoutKey)]
    if (isLive) unsubscribe.push(farm.onNews(tellNews))
    const gone = new AbortController()
    raw.once('close', () => {
      end()
      gone.abort()
    })
    // A wait that is over leaves nothing on the answer, however often there is one.
    const send = async (text: string) => {
      if (!raw.write(text)) await once(raw, 'drain', { signal: gone.signal }).catch(() => {})
    }
    try {
      if (isLive) news.unshift(...(await farm.latestNews()))
      while (isOpen) {
        // Made before the read, so that what is stored during it is not missed.
        wake = Promise.withResolvers<void>()
        for (const each of news.splice(0)) {
          if (!isOpen || !isAllowed()) return
          await send(formatNews(each))
        }
        const events = await farm.events.after(sent, BATCH)
        if (events.length === 0) await wake.promise
        for (const event of events) {
          // A key of another program's making is known by asking, before the next look at its file.
          if (!isAllowed() || !isOpen) return
          await send(format(event))
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

/** Without an id, so that a client's place in the stored events stays what it was. */
function formatNews({ type, data }: News): string {
  return `event: ${type}\ndata: ${JSON.stringify({ event: type, data })}\n\n`
}

function format({ seq, id, type, data, createdAt }: StoredEvent): string {
  const body = JSON.stringify({ id, event: type, timestamp: new Date(createdAt).toISOString(), data })
  return `id: ${seq}\nevent: ${type}\ndata: ${body}\n\n`
}
