import { readdir, rm, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'

/** Another installation of Bindery may have an older version, and runs for long without asking for it. Milliseconds. */
const UNUSED_MS = 30 * 24 * 3_600_000

/**
 * Notes that an unpacked browser is used, and removes those that were not for a month, 200 MB each, which an updated Bindery
 * never asks for again; also what was cut off while it was unpacked. What can't be removed stays.
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
    if (now - usedAt > UNUSED_MS) await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}
