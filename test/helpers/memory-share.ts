import { readFileSync } from 'node:fs'

/** Memory of a process by proportional set size (proc_pid_smaps(5)), in bytes: what is shared is counted once in all. */
export interface MemoryShare {
  all: number
  /** Without what is mapped from files, such as the program itself, whose share grows when others that run it end. */
  own: number
}

/** Nothing where the process has ended, or where the system does not tell. */
export function memoryShare(pid: number): MemoryShare {
  const text = read(pid)
  const bytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024
  return { all: bytes('Pss'), own: bytes('Pss_Anon') + bytes('Pss_Shmem') }
}

/** Of several together. */
export function memoryShareOf(pids: readonly number[]): MemoryShare {
  const sum = { all: 0, own: 0 }
  for (const { all, own } of pids.map(memoryShare)) {
    sum.all += all
    sum.own += own
  }
  return sum
}

function read(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1')
  } catch {
    return ''
  }
}
