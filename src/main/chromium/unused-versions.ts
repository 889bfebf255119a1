import { readdir, readlink, rm, stat, utimes } from 'node:fs/promises'
import { join, sep } from 'node:path'

/** Another installation of Bindery may have an older version, and be started once in a while. Milliseconds. */
const UNUSED_MS = 30 * 24 * 3_600_000

/**
 * Notes that an unpacked browser is used, and removes those that were not for a month, 200 MB each, which an updated Bindery
 * never asks for again; also what was cut off while it was unpacked. What runs, and what can't be removed, stays.
 * @param prefix of the names of all unpacked browsers in `cacheDir`; `used` is one of them
 */
export async function clearUnusedVersions(cacheDir: string, prefix: string, used: string): Promise<void> {
  const now = Date.now()
  await utimes(join(cacheDir, used), now / 1000, now / 1000).catch(() => {})
  const names = await readdir(cacheDir).catch(() => [])
  for (const name of names.filter((name) => name.startsWith(prefix) && name !== used)) {
    const folder = join(cacheDir, name)
    const usedAt = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => now,
    )
    if (now - usedAt < UNUSED_MS || (await runsFrom(folder))) continue
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}

/** Whether a program from that folder runs: a farm looks for its browser once, and may then run for months. */
async function runsFrom(folder: string): Promise<boolean> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const programs = await Promise.all(processes.map((pid) => readlink(`/proc/${pid}/exe`).catch(() => '')))
  return programs.some((path) => path.startsWith(folder + sep))
}
