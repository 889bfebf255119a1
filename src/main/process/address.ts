import { Problem } from '../../shared/errors.ts'
import type { FarmOptions } from './options.ts'

/** Where this machine reaches a farm that listens on `host`. */
export function ownUrl(host: string, port: number): string {
  if (['0.0.0.0', '::'].includes(host)) return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** A base URL as paths are joined to it: with no slash at its end. */
export const baseOf = ({ href }: URL): string => href.replace(/\/$/, '')

/** A port that can't be had: another program listens on it, or the system keeps it for itself. */
export class PortTaken extends Problem {
  readonly host: string
  readonly port: number
  readonly isReserved: boolean

  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const isReserved = cause.code === 'EACCES'
    const what = isReserved ? `is kept by the system (${cause.code})` : 'is taken'
    const advice = isReserved ? 'Choose another' : 'Stop what uses it, or choose another'
    super('unavailable', `Port ${port} on ${host} ${what}. ${advice} with --port (0 picks a free one).`, { cause })
    this.host = host
    this.port = port
    this.isReserved = isReserved
  }
}

/** Windows keeps ranges of ports for Hyper-V, which differ from one start to the next; Unix those below 1024 for root. */
const NOT_TO_BE_HAD = ['EADDRINUSE', 'EACCES']

/** @throws {Problem} `unavailable` where the port can't be had or the address is not this machine's */
export async function listenAt(
  server: { listen(options: { port: number; host: string }): Promise<string> },
  { port, host }: Pick<FarmOptions, 'port' | 'host'>,
): Promise<void> {
  try {
    await server.listen({ port, host })
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (NOT_TO_BE_HAD.includes(code)) throw new PortTaken(host, port, error as NodeJS.ErrnoException)
    const message = `Bindery can't listen on ${host}, port ${port} (${code}). Choose another with --host and --port.`
    throw new Problem('unavailable', message, { cause: error })
  }
}
