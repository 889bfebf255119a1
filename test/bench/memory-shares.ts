import { readFileSync } from 'node:fs'
import { descendantsOf } from '../helpers/program.ts'

export interface MemoryShares {
  farm: number
  evaluators: number
  browsers: number
}

/** Memory (PSS, in MB) of a farm: its own process, the processes that evaluate, the browsers. */
export function memoryShares(pid: number): MemoryShares {
  const below = descendantsOf(pid)
  const browsers = below.filter(isBrowser)
  const evaluators = below.filter((each) => !isBrowser(each))
  const sum = (pids: number[]) => pids.reduce((total, each) => total + memoryMb(each), 0)
  return { farm: memoryMb(pid), evaluators: sum(evaluators), browsers: sum(browsers) }
}

const isBrowser = (pid: number): boolean => /chrom/i.test(read(pid, 'cmdline').split('\0')[0] ?? '')

const memoryMb = (pid: number): number => Number(/^Pss:\s+(\d+) kB/m.exec(read(pid, 'smaps_rollup'))?.[1] ?? 0) / 1024

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
