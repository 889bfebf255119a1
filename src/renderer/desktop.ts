import type { DesktopBridge } from '../preload/bridge.ts'

/** What the desktop's window does for its page; a browser has nothing of it. */
export const desktopHelp = (): Partial<DesktopBridge> => window.desktop ?? {}
