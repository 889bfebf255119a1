import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import { Problem } from '../../shared/errors.ts'
import { problemBody } from './problems.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

/** A client that was refused may still read why; then its connection is ended, whatever it goes on sending. */
const LINGER_MS = 1_000

/** What a connection still has to answer. */
export interface Owed {
  answers: Set<ServerResponse>
  /** The last request that was begun, answered or not. */
  latest: ServerResponse
}

/** Refuses bytes that are no request, or none that came in time, after the answers to what came before them. */
export async function refuseMalformed(
  error: Error & { code?: string },
  socket: Socket,
  owed: Owed | undefined,
): Promise<void> {
  const latest = owed?.latest
  // Of a request whose body broke off: its handler waits for the rest, so that this is its answer, if none was begun.
  const isOfLatest = latest !== undefined && !latest.req.complete
  const before = [...(owed?.answers ?? [])].filter((answer) => !(isOfLatest && answer === latest))
  await Promise.all(before.map(closed))
  if (isOfLatest && latest.headersSent) socket.end()
  else if (socket.writable) socket.end(answerText(error))
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}

const closed = (answer: ServerResponse): Promise<void> =>
  answer.closed ? Promise.resolve() : new Promise((resolve) => answer.once('close', resolve))

/** Written by hand, since there is nothing to reply to. */
function answerText({ code = '' }: { code?: string }): string {
  const problem = code.endsWith('_OVERFLOW')
    ? new Problem('payload-too-large', 'The headers are too large.')
    : new Problem('validation-error', 'This is not an HTTP request that can be read, or it took too long to come.')
  const body = JSON.stringify(problemBody(problem, '/'))
  const headers = {
    connection: 'close',
    ...SECURITY_HEADERS,
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    'content-length': Buffer.byteLength(body),
  }
  return [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    '',
    body,
  ].join('\r\n')
}
