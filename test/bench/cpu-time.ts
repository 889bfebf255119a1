import { readFileSync } from 'node:fs'
import { descendantsOf } from '../helpers/program.ts'

/** A tick of /proc, in milliseconds (proc_pid_stat(5); 100 a second wherever Linux runs). */
const TICK_MS = 10

function ticksOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    // User and system time, that of children which have ended included.
    return fields.slice(11, 15).reduce((sum, value) => sum + Number(value), 0)
  } catch {
    return 0
  }
}

/** CPU time of a process and of all below it so far, in milliseconds; 0 where the system does not tell. */
export const cpuTimeFrom = (pid: number): number =>
  [pid, ...descendantsOf(pid)].reduce((sum, each) => sum + ticksOf(each), 0) * TICK_MS

/** CPU time of this process and of all below it so far, in milliseconds; 0 where the system does not tell. */
export const cpuTime = (): number => cpuTimeFrom(process.pid)
