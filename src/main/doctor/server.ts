import { connect } from 'node:net'
import { request } from 'undici'
import { type Finding, ok, problem } from './finding.ts'
import { programAt } from './port-owner.ts'

const LIMIT_MS = 2_000

/** What listens where the farm would. */
export async function lookAtServer(port: number): Promise<Finding> {
  const url = `http://127.0.0.1:${port}`
  if (!(await answers('127.0.0.1', port)))
    return ok('Server', `nothing is listening at ${url}; Bindery is not running there`)
  const version = await binderyAt(url)
  if (version !== null) return ok('Server', `Bindery ${version} is running at ${url}`)
  const program = programAt(port) ?? 'another program'
  return problem('Server', `${program} answers at ${url}; end it, or choose a port with --port or BINDERY_PORT`)
}

/** Whether something takes a connection there. */
export function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: LIMIT_MS })
    const end = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

async function binderyAt(url: string): Promise<string | null> {
  try {
    const { body } = await request(`${url}/status`, { headersTimeout: LIMIT_MS, bodyTimeout: LIMIT_MS })
    const { version } = (await body.json()) as { version?: unknown }
    return typeof version === 'string' ? version : null
  } catch {
    return null
  }
}
