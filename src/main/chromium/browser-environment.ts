import { mkdir, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fontConfig } from './fonts.ts'

/** Free bytes of /dev/shm below which large pictures would crash Chromium. */
const ENOUGH_SHARED_MEMORY = 512 * 1024 * 1024

// Names that a process needs to run at all; whatever else is in the farm's environment may be a secret.
const PASSED_ON = ['PATH', 'LD_LIBRARY_PATH', 'SystemRoot', 'SYSTEMROOT', 'WINDIR', 'PROGRAMFILES', 'PROGRAMDATA']

/**
 * What a browser finds in its environment.
 * @param profile its private folder
 * @param cacheDir where fontconfig keeps what it has learned
 */
export async function browserEnvironment(profile: string, cacheDir: string): Promise<Record<string, string>> {
  const passedOn = PASSED_ON.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))
  const places = { HOME: profile, TMPDIR: profile, TEMP: profile, TMP: profile, XDG_CONFIG_HOME: profile }
  // Pages see the time zone and language of the contract's defaults wherever the farm stands (page.ts); so do workers.
  const environment = { ...Object.fromEntries(passedOn), ...places, TZ: 'UTC', LANG: 'en_US.UTF-8' }
  if (process.platform !== 'linux') return environment
  const fontCache = join(cacheDir, 'fontconfig')
  await mkdir(fontCache, { recursive: true, mode: 0o700 })
  const fonts = join(profile, 'fonts.conf')
  await writeFile(fonts, fontConfig(fontCache))
  return { ...environment, FONTCONFIG_FILE: fonts }
}

/** Whether Chromium has to do without /dev/shm (Linux). */
export async function hasSmallSharedMemory(): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const free = await statfs('/dev/shm').catch(() => null)
  return !free || free.bavail * free.bsize < ENOUGH_SHARED_MEMORY
}
