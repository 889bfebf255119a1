import { Problem } from '../../shared/errors.ts'
import type { FarmOptions } from './options.ts'

/** Where this machine reaches a farm that listens on `host`. */
export function ownUrl(host: string, port: number): string {
  if (['0.0.0.0', '::'].includes(host)) return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** A base URL as paths are joined to it: with no slash at its end. */
export const baseOf = ({ href }: URL): string => href.replace(/\/$/, '')

/** A port that another program listens on. */
export class PortTaken extends Problem {
  readonly host: string
  readonly port: number

  constructor(host: string, port: number, cause: unknown) {
    const advice = 'Stop what uses it, or choose another with --port (0 picks a free one).'
    super('unavailable', `Port ${port} on ${host} is taken. ${advice}`, { cause })
    this.host = host
    this.port = port
  }
}

/** @throws {Problem} `unavailable` where the port is taken or the address is not this machine's */
export async function listenAt(
  server: { listen(options: { port: number; host: string }): Promise<string> },
  { port, host }: FarmOptions,
): Promise<void> {
  try {
    await server.listen({ port, host })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE') throw new PortTaken(host, port, error)
    const message = `Bindery can't listen on ${host}, port ${port} (${code}). Choose another with --host and --port.`
    throw new Problem('unavailable', message, { cause: error })
  }
}
