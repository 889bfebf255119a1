import { afterEach, expect, test } from 'vitest'
import { dial } from '../../../src/main/network/dial.ts'
import { until } from '../../helpers/clock.ts'
import { startDeafServer } from '../../helpers/deaf-server.ts'
import { sendJson, startServer } from '../../helpers/http-server.ts'

const stops: (() => unknown)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop()
})

function keep<T extends { stop(): unknown }>(part: T): T {
  stops.push(() => part.stop())
  return part
}

const signal = () => AbortSignal.timeout(20_000)
const v4 = (address: string) => ({ address, family: 4 })
/** The family decides whose turn it is; what is an address already is connected to as it stands. */
const asV6 = (address: string) => ({ address, family: 6 })
const sockets = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length

test('the families of a name take turns, beginning with the first address', async () => {
  const { port } = keep(await startServer(sendJson({}), { host: '127.0.0.3' }))
  keep(await startServer(sendJson({}), { host: '127.0.0.4', port }))
  // Nobody listens at the first.
  const addresses = [v4('127.0.0.2'), v4('127.0.0.3'), asV6('127.0.0.4')]
  const socket = await dial(addresses, port, 'many.test', signal())
  stops.push(() => socket.destroy())
  expect(socket.remoteAddress).toBe('127.0.0.4')
})

test.runIf(process.platform === 'linux')('attempts that were overtaken, or called off, are ended', async () => {
  const { port } = keep(await startDeafServer('127.0.0.2'))
  keep(await startServer(sendJson({}), { port }))
  const before = sockets()
  const socket = await dial([v4('127.0.0.2'), v4('127.0.0.1')], port, 'slow.test', signal())
  expect(socket.remoteAddress).toBe('127.0.0.1')
  socket.destroy()
  await until(() => sockets() <= before)

  const cut = new AbortController()
  const calledOff = expect(dial([v4('127.0.0.2')], port, 'slow.test', cut.signal)).rejects.toThrow('enough')
  expect(sockets()).toBeGreaterThan(before)
  cut.abort(new Error('enough'))
  await calledOff
  await until(() => sockets() <= before)
})
