import { readFileSync } from 'node:fs'
import { descendantsOf } from './program.ts'

/** Remembers processes, so that those that outlive their parents, and were handed over to init, are found too. */
export interface ProcessCensus {
  /** Takes in all that descend from this process now. */
  take(): void
  /** Those that were ever taken in and are still there. */
  left(): number[]
}

export function startProcessCensus(): ProcessCensus {
  /** By their id and the tick at which they started, since ids are used again. */
  const seen = new Set<string>()
  const take = () => {
    for (const pid of descendantsOf(process.pid)) seen.add(`${pid} ${startOf(pid)}`)
  }
  return {
    take,
    left() {
      take()
      return [...seen]
        .map((name) => name.split(' '))
        .flatMap(([pid, start]) => (startOf(pid) === start ? Number(pid) : []))
    },
  }
}

/** Null for one that is not there, or is there no more but in name (proc_pid_stat(5)). */
function startOf(pid: number | string | undefined): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /[ZX]/.test(fields[0] ?? '') ? null : (fields[19] ?? null)
  } catch {
    return null
  }
}
