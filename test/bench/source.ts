import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface Source {
  origins: string[]
  stop(): Promise<void>
}

/** A source of data as a program of its own. */
export async function startSource(origins: number): Promise<Source> {
  const file = join(import.meta.dirname, 'source-server.ts')
  const child = spawn(process.execPath, [file, String(origins)], { stdio: ['ignore', 'pipe', 'inherit'] })
  for await (const line of createInterface(child.stdout)) {
    return {
      origins: JSON.parse(line) as string[],
      async stop() {
        child.kill('SIGTERM')
        await once(child, 'exit')
      },
    }
  }
  throw new Error('The source ended before it said where it is')
}
