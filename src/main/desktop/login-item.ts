import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { app } from 'electron'
import { autostartEntry } from './autostart-entry.ts'

/** Whether Bindery starts when its person logs in. The operating system is asked, since it can be changed there too. */
export interface LoginItem {
  isOn(): boolean
  /** @throws {Error} where it can't be written */
  set(isOn: boolean): void
}

export interface LoginItemParts {
  platform: NodeJS.Platform
  env: NodeJS.ProcessEnv
  root: string
  dataDir: string
}

/** macOS and Windows keep it themselves; on Linux it is a file in the autostart folder. */
export function createLoginItem({ platform, env, root, dataDir }: LoginItemParts): LoginItem {
  // An AppImage runs from a mount that is gone at the next login; the file itself stays.
  const path = env.APPIMAGE || process.execPath
  const args = [...(app.isPackaged ? [] : [root]), '--hidden', '--data-dir', dataDir]
  if (platform === 'linux') return autostartFile(autostartPath(env), [path, ...args])
  // Windows takes them as they are to be written on a command line.
  const item = { path, args: platform === 'win32' ? args.map(quoteSpaces) : args }
  return {
    isOn: () => app.getLoginItemSettings(item).openAtLogin,
    set: (openAtLogin) => app.setLoginItemSettings({ ...item, openAtLogin }),
  }
}

const quoteSpaces = (argument: string): string => (/\s/.test(argument) ? `"${argument}"` : argument)

/** Whether macOS has started it at login: it passes no arguments then. To be asked once the app is ready. */
export const wasOpenedAtLogin = (platform: NodeJS.Platform): boolean =>
  platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin

const autostartPath = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart', 'bindery.desktop')

function autostartFile(file: string, command: readonly string[]): LoginItem {
  return {
    isOn: () => existsSync(file),
    set(isOn) {
      if (!isOn) return rmSync(file, { force: true })
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, autostartEntry(command))
    },
  }
}
