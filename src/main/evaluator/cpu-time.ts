import { readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second for whoever asks (USER_HZ, proc(5)). */
const TICK_MS = 10

/** Milliseconds of processor time that a process has used; null where this system does not tell (only Linux does so cheaply). */
export function cpuTimeOf(pid: number | undefined): number | null {
  if (process.platform !== 'linux' || pid === undefined) return null
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    // The name, in parentheses, may hold anything; utime and stime are the 12th and 13th fields after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return null
  }
}
