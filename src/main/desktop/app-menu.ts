import type { MenuItemConstructorOptions } from 'electron'

export interface AppMenuParts {
  platform: NodeJS.Platform
  /** In a packaged app nothing reloads or opens the page up. */
  isPackaged: boolean
  goTo(place: string): void
  openReference(): void
  showLog(): void
}

type Item = MenuItemConstructorOptions

/** The app's menu: the roles that people expect of every app, and few more. */
export function appMenu({ platform, isPackaged, goTo, openReference, showLog }: AppMenuParts): Item[] {
  const isMac = platform === 'darwin'
  const settings: Item = { label: 'Settings…', accelerator: 'CmdOrCtrl+,', click: () => goTo('#/settings') }
  const newBinding: Item = { label: 'New binding', click: () => goTo('#/bindings/new') }
  const separator: Item = { type: 'separator' }
  const development: Item[] = [separator, { role: 'forceReload' }, { role: 'toggleDevTools' }]
  const menus: Item[] = [
    {
      label: 'File',
      submenu: [
        newBinding,
        separator,
        ...(isMac ? [] : [settings, separator]),
        { role: 'close' },
        ...(isMac ? [] : [{ role: 'quit' } as Item]),
      ],
    },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        ...(['resetZoom', 'zoomIn', 'zoomOut'] as const).map((role) => ({ role })),
        separator,
        { role: 'togglefullscreen' },
        ...(isPackaged ? [] : development),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      submenu: [
        { label: 'API reference', click: openReference },
        { label: 'Show the log', click: showLog },
        ...(isMac ? [] : [{ role: 'about' } as Item]),
      ],
    },
  ]
  return isMac ? [macAppMenu(settings), ...menus] : menus
}

const macAppMenu = (settings: Item): Item => ({
  role: 'appMenu',
  submenu: [
    { role: 'about' },
    { type: 'separator' },
    settings,
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    ...(['hide', 'hideOthers', 'unhide'] as const).map((role) => ({ role })),
    { type: 'separator' },
    { role: 'quit' },
  ],
})
