import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { openTunnel, parseOutboundProxy } from '../../../src/main/network/outbound-proxy.ts'
import { startTcpServer } from '../../helpers/http-server.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

const TARGET = { host: 'there.test', port: 443, purpose: 'data', via: 'proxy', addresses: [] } as const

/** Asks a proxy that says this, whatever it is asked, for a tunnel. */
async function tunnelOf(answer: string) {
  const server = await startTcpServer((socket) => void socket.write(answer))
  const socket = connect(server.port, '127.0.0.1')
  stops.push(server.stop, () => socket.destroy())
  const proxy = parseOutboundProxy(`http://127.0.0.1:${server.port}`)
  return openTunnel(socket, proxy, TARGET, AbortSignal.timeout(20_000))
}

test('what the other end of a tunnel says at once is not lost', async () => {
  const tunnel = await tunnelOf('HTTP/1.1 200 OK\r\nVia: a proxy\r\n\r\nhello')
  const [said] = await once(tunnel.resume(), 'data')
  expect(String(said)).toBe('hello')
})

test('a proxy whose answer has no end, or is none, opens no tunnel', async () => {
  for (const answer of [`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(20_000)}`, 'SSH-2.0-server\r\n\r\n'])
    await expect(tunnelOf(answer)).rejects.toMatchObject({ options: { stage: 'connect' } })
})
