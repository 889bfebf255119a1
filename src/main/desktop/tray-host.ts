import { execFile } from 'node:child_process'

/** A desktop that does not answer in this many milliseconds has no tray to speak of. */
const ANSWER_LIMIT_MS = 2_000

/** Asks the session bus whether something on this desktop shows tray icons (StatusNotifierItem). */
const QUESTION = [
  ...['call', '--session', '--timeout', '2', '--dest', 'org.kde.StatusNotifierWatcher'],
  ...['--object-path', '/StatusNotifierWatcher', '--method', 'org.freedesktop.DBus.Properties.Get'],
  ...['org.kde.StatusNotifierWatcher', 'IsStatusNotifierHostRegistered'],
]

export type Ask = (command: string, args: readonly string[]) => Promise<string>

/**
 * Whether a tray icon would be seen. Electron can't say: on Linux it makes one that nobody shows. Where nobody can be
 * asked there is none, since a window that is hidden with no tray is lost.
 */
export async function hasTrayHost(platform: NodeJS.Platform, ask: Ask = askQuietly): Promise<boolean> {
  if (platform !== 'linux') return true
  return (await ask('gdbus', QUESTION).catch(() => '')).includes('true')
}

function askQuietly(command: string, args: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  execFile(command, args, { timeout: ANSWER_LIMIT_MS }, (error, stdout) => (error ? reject(error) : resolve(stdout)))
  return promise
}
