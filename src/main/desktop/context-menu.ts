import { type BrowserWindow, type ContextMenuParams, Menu, type MenuItemConstructorOptions } from 'electron'

/** What a right click offers where the page has no menu of its own: Electron itself offers nothing, not even to paste. */
export function offerContextMenu(window: BrowserWindow): void {
  const { webContents } = window
  webContents.on('context-menu', (_event, clicked) => {
    const items = contextMenu(clicked, () => webContents.copyImageAt(clicked.x, clicked.y))
    if (items.length > 0) Menu.buildFromTemplate(items).popup({ window })
  })
}

type Clicked = Pick<ContextMenuParams, 'isEditable' | 'selectionText' | 'editFlags' | 'mediaType' | 'hasImageContents'>

/** @param copyPicture copies the picture that was clicked at */
export function contextMenu(clicked: Clicked, copyPicture: () => void): MenuItemConstructorOptions[] {
  const { isEditable, selectionText, editFlags, mediaType, hasImageContents } = clicked
  if (isEditable) {
    return [
      { role: 'cut', enabled: editFlags.canCut },
      { role: 'copy', enabled: editFlags.canCopy },
      { role: 'paste', enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', enabled: editFlags.canSelectAll },
    ]
  }
  if (mediaType === 'image' && hasImageContents) return [{ label: 'Copy picture', click: copyPicture }]
  return selectionText.trim() === '' ? [] : [{ role: 'copy' }]
}
