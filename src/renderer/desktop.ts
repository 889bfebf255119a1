import type { DesktopState, DesktopUpdate, FileKind, OpenedFile, SavedFile, SaveRequest } from '../shared/desktop.ts'

/** What a window of the desktop can do for its page; an older one can do less, a browser nothing of it. */
export interface DesktopHelp {
  readSettings(): Promise<DesktopState>
  changeSettings(update: DesktopUpdate): Promise<DesktopState>
  openFile(kind: FileKind): Promise<OpenedFile>
  saveFile(request: SaveRequest): Promise<SavedFile>
}

export const desktopHelp = (): Partial<DesktopHelp> => (window.desktop ?? {}) as Partial<DesktopHelp>
