import { ipcMain } from 'electron'
import { TOKEN_CHANNEL } from '../../preload/bridge.ts'
import type { Farm } from '../farm.ts'
import { isOwnPage } from './own-page.ts'

/** Gives the farm's token to the farm's own page, and to no other: the one thing that pages can ask of the desktop. */
export function openTokenDoor({ url, keys }: Pick<Farm, 'url' | 'keys'>): void {
  ipcMain.handle(TOKEN_CHANNEL, (event) => {
    const frame = event.senderFrame
    if (!frame || frame.parent !== null || !isOwnPage(frame.url, url))
      throw new Error('Only the farm’s own page may ask.')
    return keys.sessionToken
  })
}
