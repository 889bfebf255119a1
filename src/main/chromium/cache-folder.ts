import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/**
 * Where things lie that can be made again (the unpacked browser, fontconfig's cache), per user.
 * XDG Base Directory Specification; a relative XDG_CACHE_HOME is to be ignored.
 */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const base = env.XDG_CACHE_HOME
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'bindery')
}
