import { connect, type Socket } from 'node:net'
import { Problem } from '../../shared/errors.ts'
import { normalAddress } from './addresses.ts'
import { connectFault, dnsFault } from './connect-faults.ts'
import type { ResolvedAddress } from './judged-target.ts'

/** Head start of each address before the next one is tried beside it, in milliseconds (RFC 8305, section 5). */
const ATTEMPT_DELAY_MS = 250

/** The addresses with their families taking turns, beginning with the lookup's own first choice (RFC 8305, section 4). */
function inTurns(addresses: readonly ResolvedAddress[]): ResolvedAddress[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family)
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family)
  return Array.from({ length: Math.max(first.length, second.length) }, (_, i) => [first[i], second[i]])
    .flat()
    .filter((address) => address !== undefined)
}

/** The address that the kernel says it is connected to must be one that was judged, or the judging was worth nothing. */
function checkPeer(socket: Socket, addresses: readonly ResolvedAddress[], place: string): void {
  const peer = normalAddress(socket.remoteAddress ?? '')
  if (peer === null) throw connectFault(place, { code: 'ECONNRESET' })
  if (!addresses.some(({ address }) => normalAddress(address) === peer)) {
    throw new Problem('blocked-url', `The connection to ${place} ended at an address that was not checked.`, {
      stage: 'connect',
    })
  }
}

/**
 * Opens a TCP connection to the first of `addresses` that answers, trying them side by side with a small delay between.
 * Rejects with the first fault when all fail, with a `blocked-url` when the peer is none of them, or the signal's reason.
 */
export function dial(
  addresses: readonly ResolvedAddress[],
  port: number,
  place: string,
  signal: AbortSignal,
): Promise<Socket> {
  const waiting = inTurns(addresses)
  const open = new Set<Socket>()
  const { promise, resolve, reject } = Promise.withResolvers<Socket>()
  let timer: NodeJS.Timeout | undefined
  let firstFault: unknown
  let settled = false

  const settle = (winner: Socket | null, fault?: unknown) => {
    if (settled) return
    settled = true
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
    for (const socket of open) if (socket !== winner) socket.destroy()
    if (winner) resolve(winner)
    else reject(fault)
  }
  const onAbort = () => settle(null, signal.reason)
  const onFault = (socket: Socket, error: unknown) => {
    open.delete(socket)
    firstFault ??= error
    if (waiting.length > 0) attempt()
    else if (open.size === 0) settle(null, connectFault(place, firstFault))
  }
  const attempt = () => {
    clearTimeout(timer)
    const next = waiting.shift()
    if (!next || settled) return
    const socket = connect({ host: next.address, port, family: next.family, noDelay: true, keepAlive: true })
    open.add(socket)
    const onError = (error: Error) => onFault(socket, error)
    socket.on('error', onError)
    socket.once('connect', () => {
      try {
        checkPeer(socket, addresses, place)
        socket.off('error', onError)
        settle(socket)
      } catch (error) {
        settle(null, error)
      }
    })
    if (waiting.length > 0) timer = setTimeout(attempt, ATTEMPT_DELAY_MS)
  }

  if (signal.aborted) settle(null, signal.reason)
  else if (waiting.length === 0) settle(null, dnsFault(place))
  else signal.addEventListener('abort', onAbort, { once: true })
  attempt()
  return promise
}
