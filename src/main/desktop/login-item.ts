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
  // Windows asks for the program by the beginning of a command line, which ends at a space that is not in quotes.
  const item = { path: platform === 'win32' ? `"${path}"` : path, args }
  return {
    isOn: () => {
      const { openAtLogin, executableWillLaunchAtLogin } = app.getLoginItemSettings(item)
      // What was switched off in the Task Manager is there still.
      return openAtLogin && (platform !== 'win32' || executableWillLaunchAtLogin)
    },
    set: (openAtLogin) => app.setLoginItemSettings({ ...item, openAtLogin }),
  }
}

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
