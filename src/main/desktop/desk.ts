import { app, Menu, shell } from 'electron'
import type { Logger } from 'pino'
import { CHANNELS } from '../../preload/bridge.ts'
import type { Farm } from '../farm.ts'
import { readManifest } from '../process/app-root.ts'
import { appMenu } from './app-menu.ts'
import { handleClosing } from './closing.ts'
import { offerContextMenu } from './context-menu.ts'
import { createDoors } from './doors.ts'
import { openFileDoors } from './file-doors.ts'
import { lockDown } from './lock-down.ts'
import { logFile } from './log-file.ts'
import { createLoginItem } from './login-item.ts'
import { createNotifier } from './notifications.ts'
import { openOutside } from './open-outside.ts'
import type { Quitting } from './quit.ts'
import { revivePage } from './revive.ts'
import type { DesktopSettingsStore } from './settings.ts'
import { openSettingsDoors } from './settings-doors.ts'
import { showHealth } from './show-health.ts'
import { askBeforeLeaving } from './unsaved.ts'
import { checkForUpdates, releaseFeedOf } from './update-check.ts'
import { createWindow, type DeskWindow, loadUi } from './window.ts'

export interface DeskParts {
  farm: Farm
  root: string
  dataDir: string
  log: Logger
  settings: DesktopSettingsStore
  quitting: Quitting
  hasTray: boolean
  isPortGiven: boolean
  /** Whether the window is to be seen at once. */
  isShown: boolean
}

/** Everything that a running farm has on a desktop: window, menu, tray, notifications, and what the page may ask. */
export async function openDesk(parts: DeskParts): Promise<DeskWindow> {
  const { farm, root, dataDir, log, settings, quitting, hasTray, isShown } = parts
  const onFault = (error: unknown) => log.error({ err: error }, 'A fault of the desktop')
  await lockDown(farm.url)
  const start = isShown ? 'shown' : hasTray ? 'hidden' : 'minimised'
  const desk = createWindow({ root, dataDir, start })
  handleClosing(desk.window, { settings, hasTray, platform: process.platform, quitting, onFault })
  askBeforeLeaving(desk.window, quitting)
  offerContextMenu(desk.window)
  revivePage(desk, () => loadUi(desk, farm.url))
  openDoors(desk, parts)
  openMenu(desk, parts)
  const notifier = createNotifier()
  const end = await showHealth({ farm, desk, settings, notifier, hasTray, root, platform: process.platform, onFault })
  const { version, releaseFeed } = readManifest(root)
  const updates = checkForUpdates({
    feed: releaseFeedOf(releaseFeed),
    current: version,
    isWanted: () => settings.current().checkForUpdates,
    onNewer: ({ version: newer, url }) =>
      notifier.show({ title: `Bindery ${newer} is out`, body: 'Click to read about it.' }, () => openOutside(url)),
  })
  app.once('will-quit', () => {
    updates.stop()
    end()
  })
  await loadUi(desk, farm.url)
  return desk
}

function openDoors(desk: DeskWindow, parts: DeskParts): void {
  const { farm, root, dataDir, settings, quitting, hasTray, isPortGiven } = parts
  const doors = createDoors(farm.url)
  doors.open(CHANNELS.readToken, () => farm.keys.sessionToken)
  doors.open(CHANNELS.restart, quitting.restart)
  openFileDoors(doors, desk.window)
  const canCheckForUpdates = releaseFeedOf(readManifest(root).releaseFeed) !== null
  const loginItem = createLoginItem({ platform: process.platform, env: process.env, root, dataDir })
  openSettingsDoors(doors, { settings, loginItem, facts: { hasTray, isPortGiven, canCheckForUpdates } })
}

function openMenu(desk: DeskWindow, { farm, dataDir }: DeskParts): void {
  const menu = appMenu({
    platform: process.platform,
    isPackaged: app.isPackaged,
    goTo: (place) => desk.goTo(place),
    openReference: () => openOutside(`${farm.url}/docs`),
    showLog: () => shell.showItemInFolder(logFile(dataDir)),
  })
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu))
}
