import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'bindery-chromium-'
/** Tells this process from an earlier one of the same number, as in a container, where numbers are few. */
const STARTED = Math.floor(performance.timeOrigin).toString(36)

/** A private folder (mode 0700) for one browser process: its profile, home and temporary files. Named after this process. */
export const makeProfile = (): Promise<string> => mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-${STARTED}-`))

/** Removes a profile; a browser that has just been killed may still be writing to it for a moment. */
export const removeProfile = (folder: string): Promise<void> =>
  rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether the farm that made the profile is gone. */
function isLeft(name: string): boolean {
  const [, pid, started] = /^(\d+)-(?:(\w+)-)?/.exec(name.slice(PREFIX.length)) ?? []
  if (pid === undefined || !name.startsWith(PREFIX)) return false
  return Number(pid) === process.pid ? started !== STARTED : !isRunning(Number(pid))
}

/** Ends the processes that live in a profile (Linux): one that was stopped, not ended, never sees its pipe close. */
async function endInhabitants(folder: string): Promise<void> {
  const pids = process.platform === 'linux' ? (await readdir('/proc')).filter((name) => /^\d+$/.test(name)) : []
  for (const pid of pids) {
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    if (!environment.split('\0').includes(`HOME=${folder}`)) continue
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

/** Removes what farms that were killed have left behind: their profiles, and browsers that could not end by themselves. */
export async function sweepProfiles(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => [])
  for (const name of names.filter(isLeft)) {
    const folder = join(tmpdir(), name)
    await endInhabitants(folder)
    await removeProfile(folder).catch(() => {})
  }
}
