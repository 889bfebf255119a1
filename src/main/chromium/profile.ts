import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

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

/** The profile that a process lives in (Linux), or an empty string. */
async function homeOf(pid: string): Promise<string> {
  const environment = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const home = /(?:^|\0)HOME=([^\0]*)/.exec(environment)?.[1] ?? ''
  return dirname(home) === tmpdir() ? basename(home) : ''
}

/** Ends the browsers of farms that are gone (Linux): one that was stopped, not ended, never sees its pipe close. */
async function endLeftBrowsers(): Promise<void> {
  const pids = process.platform === 'linux' ? (await readdir('/proc')).filter((name) => /^\d+$/.test(name)) : []
  for (const pid of pids) {
    if (!isLeft(await homeOf(pid))) continue
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It has ended by itself.
    }
  }
}

/** The profiles that farms which were killed have left behind. */
export async function leftProfiles(): Promise<string[]> {
  const names = await readdir(tmpdir()).catch(() => [])
  return names.filter(isLeft).map((name) => join(tmpdir(), name))
}

/** Removes what farms that were killed have left behind: browsers that could not end by themselves, and profiles. */
export async function sweepProfiles(): Promise<void> {
  await endLeftBrowsers()
  for (const folder of await leftProfiles()) await removeProfile(folder).catch(() => {})
}
