import { readFileSync } from 'node:fs'
import { memoryShare, memoryShareOf } from '../helpers/memory-share.ts'
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
  const megabytes = (bytes: number) => bytes / 1024 ** 2
  return {
    farm: megabytes(memoryShare(pid).all),
    evaluators: megabytes(memoryShareOf(evaluators).all),
    browsers: megabytes(memoryShareOf(browsers).all),
  }
}

function isBrowser(pid: number): boolean {
  try {
    return /chrom/i.test(readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')[0] ?? '')
  } catch {
    return false
  }
}
