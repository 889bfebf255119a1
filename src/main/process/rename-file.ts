import { renameSync } from 'node:fs'
import { rename } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** What Windows says of a file that somebody has open: mostly a virus scanner or an indexer, which look at all that is new. */
const HELD = ['EPERM', 'EACCES', 'EBUSY']
/** Before each further attempt, in milliseconds. Elsewhere a file is held by nobody, and these mean what they say. */
const WAITS = [10, 20, 50, 100, 200, 400, 800]

const waitsOn = (platform: NodeJS.Platform): readonly number[] => (platform === 'win32' ? WAITS : [])

function isHeld(error: unknown): boolean {
  return HELD.includes((error as NodeJS.ErrnoException).code ?? '')
}

/** Renames a file, over one that is there too; on Windows with patience for who has it open. @throws as `fs.rename` does */
export async function renameFile(
  from: string,
  to: string,
  platform: NodeJS.Platform = process.platform,
  attempt: (from: string, to: string) => Promise<void> = rename,
): Promise<void> {
  for (const ms of waitsOn(platform)) {
    try {
      return await attempt(from, to)
    } catch (error) {
      if (!isHeld(error)) throw error
      await sleep(ms)
    }
  }
  return attempt(from, to)
}

/** The same where nothing may come between; all else waits, for 1.6 s at most. */
export function renameFileSync(
  from: string,
  to: string,
  platform: NodeJS.Platform = process.platform,
  attempt: (from: string, to: string) => void = renameSync,
): void {
  const never = new Int32Array(new SharedArrayBuffer(4))
  for (const ms of waitsOn(platform)) {
    try {
      attempt(from, to)
      return
    } catch (error) {
      if (!isHeld(error)) throw error
      Atomics.wait(never, 0, 0, ms)
    }
  }
  attempt(from, to)
}
