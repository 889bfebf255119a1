import { Problem } from '../shared/errors.ts'
import type { FarmOptions } from './options.ts'

/** Where this machine reaches a farm that listens on `host`. */
export function ownUrl(host: string, port: number): string {
  if (['0.0.0.0', '::', 'localhost'].includes(host)) return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
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
    const message =
      code === 'EADDRINUSE'
        ? `Port ${port} on ${host} is taken. Stop what uses it, or choose another with --port (0 picks a free one).`
        : `Bindery can't listen on ${host}, port ${port} (${code}). Choose another with --host and --port.`
    throw new Problem('unavailable', message, { cause: error })
  }
}
