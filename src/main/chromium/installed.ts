import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'

const LINUX_NAMES = [
  'chrome-headless-shell',
  'chromium-headless-shell',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'chromium',
  'chromium-browser',
]
const MAC_APPS = ['Google Chrome', 'Microsoft Edge', 'Chromium']
const WINDOWS_PATHS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
  'Chromium\\Application\\chrome.exe',
]

type Environment = Record<string, string | undefined>

/** Every place where a platform's installers put Chrome, Edge or Chromium, best first. */
export function installedPlaces(platform: NodeJS.Platform, env: Environment): string[] {
  if (platform === 'darwin') {
    const homes = ['/Applications', ...(env.HOME ? [join(env.HOME, 'Applications')] : [])]
    return MAC_APPS.flatMap((app) => homes.map((home) => join(home, `${app}.app`, 'Contents', 'MacOS', app)))
  }
  if (platform === 'win32') {
    const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((root) => root !== undefined)
    return WINDOWS_PATHS.flatMap((path) => roots.map((root) => `${root}\\${path}`))
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  return LINUX_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
}

/** The Chrome, Edge or Chromium that is installed on this machine, or null. */
export async function findInstalled(
  platform: NodeJS.Platform = process.platform,
  env: Environment = process.env,
): Promise<string | null> {
  for (const place of installedPlaces(platform, env)) {
    const works = await access(place, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (works) return place
  }
  return null
}
