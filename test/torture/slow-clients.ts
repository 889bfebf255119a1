import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ordeal, Verdict } from './ordeal.ts'
import { exchange } from './raw-exchange.ts'
import { startVictim, VICTIM_KEY, type Victim } from './victim.ts'

/** Far more than the farm's own limits (15, 60 and twice 30 s), so that a busy machine breaks nothing. */
const PATIENCE_MS = 150_000
/** More answers than the buffers of two kernels and Node can hold. */
const UNREAD_ANSWERS = 300

/** A way to hold a connection open: resolves once the farm has ended it. */
type SlowClient = (port: number, patience: AbortSignal) => Promise<void>

const SLOW: Record<string, SlowClient> = {
  'clients that say nothing': (port, patience) => drip(port, '', '', 1_000, patience),
  'heads that come a byte a second': (port, patience) => drip(port, '', 'GET /status HTTP/1.1', 1_000, patience),
  'bodies that come a byte in two seconds': (port, patience) => drip(port, slowPost(port), '[', 2_000, patience),
  'answers that are never read': leaveUnread,
}

/** `count` clients of each slow kind at once. All are hung up on, and everybody else is answered meanwhile. */
export async function tortureSlowClients({ count, say }: Ordeal): Promise<Verdict> {
  const victim = await startVictim()
  const failures: string[] = []
  const counts: Record<string, number> = {}
  const patience = AbortSignal.timeout(PATIENCE_MS)
  const over = new AbortController()
  try {
    const others = askOn(victim, over.signal).catch((error) => failures.push(String(error)))
    const kinds = Object.entries(SLOW).map(async ([kind, client]) => {
      const clients = Array.from({ length: count }, () => client(victim.port, patience))
      const ends = await Promise.allSettled(clients)
      counts[`${kind}, hung up on`] = ends.filter(({ status }) => status === 'fulfilled').length
      for (const end of ends) if (end.status === 'rejected') failures.push(`${kind}: ${String(end.reason)}`)
      say(`${kind}: over`)
    })
    await Promise.all(kinds)
    over.abort()
    counts['answers to others meanwhile'] = await others
    failures.push(...victim.faults().map((line) => `In its log: ${line}`))
  } finally {
    const status = await victim.stop()
    if (status !== 0) failures.push(`The farm ended with ${status}`)
  }
  return { counts, failures }
}

const slowPost = (port: number): string =>
  [
    'POST /templates HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${VICTIM_KEY}`,
    'Content-Type: application/json',
    'Content-Length: 1000000',
    '\r\n',
  ].join('\r\n')

/** Sends a start, then a text one byte at a time, whose last byte comes over and over. */
async function drip(port: number, start: string, text: string, everyMs: number, patience: AbortSignal): Promise<void> {
  const socket = open(port)
  socket.resume()
  if (start !== '') socket.write(start)
  let sent = 0
  const timer = setInterval(() => text === '' || socket.write(text[Math.min(sent++, text.length - 1)] ?? ''), everyMs)
  try {
    await closed(socket, patience)
  } finally {
    clearInterval(timer)
  }
}

/** Asks and asks, and reads nothing until the farm should long have given up: the rest must not be there then. */
async function leaveUnread(port: number, patience: AbortSignal): Promise<void> {
  const socket = open(port).pause()
  socket.write(`GET /openapi.json HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`.repeat(UNREAD_ANSWERS))
  await sleep(75_000)
  let answers = 0
  socket.on('data', (chunk: Buffer) => {
    answers += chunk.toString('latin1').split('HTTP/1.1 200').length - 1
  })
  socket.resume().end()
  await closed(socket, patience)
  if (answers >= UNREAD_ANSWERS) throw new Error('All was kept for it')
}

const open = (port: number): Socket => connect(port, '127.0.0.1').on('error', () => {})

async function closed(socket: Socket, patience: AbortSignal): Promise<void> {
  try {
    if (!socket.closed) await once(socket, 'close', { signal: patience })
  } catch {
    throw new Error('Nobody hung up')
  } finally {
    socket.destroy()
  }
}

/** Somebody else, who is answered all the time. */
async function askOn({ port }: Victim, over: AbortSignal): Promise<number> {
  const request = `GET /status HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`
  let answers = 0
  while (!over.aborted) {
    const { replies } = await exchange(port, request)
    if (replies[0]?.status !== 200) throw new Error(`/status was answered ${replies[0]?.status ?? 'nothing'}`)
    answers++
    await sleep(100)
  }
  return answers
}
