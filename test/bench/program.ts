import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** The built farm as a program of its own. */
export interface FarmProgram {
  origin: string
  pid: number
  call(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>
  stop(): Promise<void>
}

const KEY = 'bench-key-0123456789abcdef'
/** How the UI is signed in. */
export const TOKEN = KEY

export async function startFarmProgram(dataDir: string, flags: string[] = []): Promise<FarmProgram> {
  const args = ['--port', '0', '--data-dir', dataDir, '--api-key', KEY, '--log-level', 'warn', ...flags]
  const child = spawn(process.execPath, ['out/main/serve.js', ...args], {
    env: usualEnvironment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const origin = await originOf(child)
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  return {
    origin,
    pid: child.pid ?? 0,
    async call(method, path, body) {
      const answer = await fetch(origin + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) })
      if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`)
      return (await answer.json()) as Record<string, unknown>
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}

/** Works with a farm that is stopped in any case. */
export async function withFarmProgram<T>(
  dataDir: string,
  flags: string[],
  work: (farm: FarmProgram) => Promise<T>,
): Promise<T> {
  const farm = await startFarmProgram(dataDir, flags)
  try {
    return await work(farm)
  } finally {
    await farm.stop()
  }
}

/** Without the settings that were passed on by a program which has started itself once more, with which it would not. */
export const usualEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MALLOC_')))

async function originOf(child: ChildProcess): Promise<string> {
  if (child.stdout) {
    for await (const line of createInterface(child.stdout)) return /http:\S+/.exec(line)?.[0] ?? ''
  }
  throw new Error('The farm ended before it said where it is')
}
