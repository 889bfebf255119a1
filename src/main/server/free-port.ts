import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'

/** Ports that are tried before any that is free will do. */
const NEIGHBOURS = 20
const MAX_PORT = 65_535

/** A port of `host` that is free now: from `from` on, so that it is easy to remember, else any. */
export async function findFreePort(host: string, from: number): Promise<number> {
  for (let port = from; port < from + NEIGHBOURS && port <= MAX_PORT; port++) {
    if ((await tryPort(host, port)) !== null) return port
  }
  return (await tryPort(host, 0)) ?? 0
}

async function tryPort(host: string, port: number): Promise<number | null> {
  const server = createServer()
  try {
    server.listen(port, host)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  } catch {
    return null
  } finally {
    server.close()
  }
}
