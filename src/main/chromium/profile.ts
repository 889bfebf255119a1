import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PREFIX = 'bindery-chromium-'

/** A private folder (mode 0700) for one browser process: its profile, home and temporary files. Named after this process. */
export const makeProfile = (): Promise<string> => mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))

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

/** The profiles that farms which were killed have left behind. */
export async function leftProfiles(): Promise<string[]> {
  const names = await readdir(tmpdir()).catch(() => [])
  const isLeft = (name: string): boolean => {
    const owner = name.startsWith(PREFIX) ? /^(\d+)-/.exec(name.slice(PREFIX.length)) : null
    return owner !== null && !isRunning(Number(owner[1]))
  }
  return names.filter(isLeft).map((name) => join(tmpdir(), name))
}

export async function sweepProfiles(): Promise<void> {
  for (const folder of await leftProfiles()) await removeProfile(folder).catch(() => {})
}
