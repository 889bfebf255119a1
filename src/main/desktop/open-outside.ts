import { dialog, shell } from 'electron'

/** Opens an address in the person's browser; where there is none to open, says the address. */
export function openOutside(url: string): void {
  shell.openExternal(url).catch(() => dialog.showErrorBox('No browser could be opened', `The address is ${url}`))
}
