import type { DesktopState, DesktopUpdate, FileKind, OpenedFile, SavedFile, SaveRequest } from '../shared/desktop.ts'

/** What the desktop's window offers to the page in it, as `window.desktop`; absent in a browser. */
export interface DesktopBridge {
  platform: NodeJS.Platform
  /** The token of the farm that this window belongs to, as it is now. */
  readToken(): Promise<string>
  /** Asks the person for a file and reads it as UTF-8. */
  openFile(kind: FileKind): Promise<OpenedFile>
  /** Asks the person where to, and writes it there. */
  saveFile(request: SaveRequest): Promise<SavedFile>
  readSettings(): Promise<DesktopState>
  /** Answers the settings as they are then. A port takes effect at the next start, all else at once. */
  changeSettings(update: DesktopUpdate): Promise<DesktopState>
  /** Quits, which may ask, and starts again. */
  restart(): Promise<void>
}

/** What the page can ask, each by its own channel. */
export const CHANNELS = {
  readToken: 'bindery:token',
  openFile: 'bindery:open-file',
  saveFile: 'bindery:save-file',
  readSettings: 'bindery:settings',
  changeSettings: 'bindery:change-settings',
  restart: 'bindery:restart',
} as const satisfies Record<Exclude<keyof DesktopBridge, 'platform'>, string>
export type Channel = (typeof CHANNELS)[keyof typeof CHANNELS]

/** How the desktop tells the page where to go: a fragment of its address, such as `#/runs`. */
export const GO_CHANNEL = 'bindery:go'
