import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { descendantsOf, isAlive, type Program, runProgram } from '../../helpers/program.ts'

export const API_KEY = 'torture-key-0123456789abcdef'
/** What a killed farm started is gone by then. */
const ORPHANS_LIMIT_MS = 10_000

/** One life of the real program on the data dir. */
export interface FarmLife {
  /** Resolves with its address; null where it was killed before it was ready. Rejects where it ended by itself. */
  ready: Promise<string | null>
  /** Ends it at once, and gives the processes that it leaves. */
  kill(): Promise<number[]>
  /** Tells it to stop. */
  stop(): ReturnType<Program['stop']>
  isOver(): boolean
}

export function startFarmLife(dataDir: string): FarmLife {
  const flags = ['--port', '0', '--data-dir', dataDir, '--api-key', API_KEY, '--allow-host', '127.0.0.1']
  const program = runProgram('serve', flags)
  const { child } = program
  let isKilled = false
  const exited = once(child, 'exit')

  async function waitUntilReady(): Promise<string | null> {
    try {
      return (await program.said(/^Bindery is ready at (\S+)$/m))[1] ?? null
    } catch (error) {
      if (isKilled) return null
      throw error
    }
  }

  return {
    ready: waitUntilReady(),
    async kill() {
      isKilled = true
      const children = descendantsOf(child.pid ?? 0)
      child.kill('SIGKILL')
      await exited
      return [...new Set([...children, ...browsersOf(child.pid ?? 0)])]
    },
    stop: () => program.stop(),
    isOver: () => child.exitCode !== null || child.signalCode !== null,
  }
}

/** Waits until those processes are gone, and gives those that stay. */
export async function outlast(pids: readonly number[]): Promise<number[]> {
  const end = performance.now() + ORPHANS_LIMIT_MS
  let left = pids.filter(isAlive)
  while (left.length > 0 && performance.now() < end) {
    await sleep(50)
    left = left.filter(isAlive)
  }
  return left
}

/** Browser processes of a farm, also of one that is no more: their profile's folder bears its number. */
function browsersOf(farm: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`bindery-chromium-${farm}-`) ? [Number(name)] : []
    } catch {
      return []
    }
  })
}
