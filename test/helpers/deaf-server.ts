import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'

const LISTEN = `const server = require('node:net').createServer().listen({ port: 0, host: process.argv[1], backlog: 1 }, () =>
  process.stdout.write(String(server.address().port)))`
/** So many are taken by the system for a listener that does not come to it, and no more. */
const TAKEN = 2

/** A port at which a connection is neither taken nor refused, as at a host that is switched off (Linux). */
export async function startDeafServer(host: string): Promise<{ port: number; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['-e', LISTEN, host], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [told] = await once(child.stdout, 'data')
  const port = Number(told)
  child.kill('SIGSTOP')
  const taken = Array.from({ length: TAKEN }, () => connect(port, host).on('error', () => {}))
  await Promise.all(taken.map((socket) => once(socket, 'connect')))
  return {
    port,
    async stop() {
      for (const socket of taken) socket.destroy()
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
