import { app } from 'electron'

/**
 * Has Bindery start again once this process has ended, with the same flags.
 * @param isSeen whether somebody looks at it, who is to see it again, however it was started this time
 */
export function relaunch({ isSeen }: { isSeen: boolean }): void {
  const args = process.argv.slice(1).filter((argument) => !isSeen || argument !== '--hidden')
  // An AppImage is started by its file; what runs within is gone with it.
  const { APPIMAGE } = process.env
  app.relaunch({ args, ...(APPIMAGE && { execPath: APPIMAGE }) })
}
