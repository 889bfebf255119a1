import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const IN_MEMORY = '/dev/shm'
/** Far more than is used; a container may have no more than 64 MB there. */
const LEAST_ROOM = 2 * 1024 ** 3

/**
 * Keeps what the tests write in memory, where there is room for it: a disk takes a hundred times as long to sync a
 * commit, and no test cuts the power. `TMPDIR` says otherwise.
 */
export default function setup(): (() => void) | undefined {
  if (process.env.TMPDIR !== undefined || !hasRoom()) return
  const folder = mkdtempSync(join(IN_MEMORY, 'bindery-tests-'))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  // Some tests run as somebody else, as in `/tmp`.
  chmodSync(folder, 0o1777)
  if (mayExecute(folder)) process.env.TMPDIR = folder
  return remove
}

function hasRoom(): boolean {
  if (!existsSync(IN_MEMORY)) return false
  const { bavail, bsize } = statfsSync(IN_MEMORY)
  return Math.min(bavail * bsize, process.availableMemory()) >= LEAST_ROOM
}

function mayExecute(folder: string): boolean {
  const script = join(folder, 'script')
  writeFileSync(script, '#!/bin/sh\n', { mode: 0o755 })
  try {
    execFileSync(script)
    return true
  } catch {
    return false
  }
}
