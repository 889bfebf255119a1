import { Menu, nativeImage, Tray } from 'electron'
import type { Glance } from './glance.ts'
import { trayIconPath } from './tray-icon.ts'
import { type TrayActions, type TrayView, trayMenu } from './tray-menu.ts'

export interface DeskTray {
  show(view: TrayView): void
  remove(): void
}

/** The icon in the tray: the worst health as its picture and tooltip. */
export function openTray(root: string, platform: NodeJS.Platform, actions: TrayActions): DeskTray {
  const iconOf = (worst: Glance['worst']) => nativeImage.createFromPath(trayIconPath(root, worst, platform))
  const tray = new Tray(iconOf('ok'))
  // On macOS a click opens the menu.
  if (platform !== 'darwin') tray.on('click', actions.open)
  let icon: Glance['worst'] = 'ok'
  let shown = ''
  return {
    show(view) {
      // A menu that is set anew closes under the hand of who reads it.
      if (JSON.stringify(view) === shown) return
      shown = JSON.stringify(view)
      const { worst, words } = view.glance
      if (worst !== icon) tray.setImage(iconOf(worst))
      icon = worst
      tray.setToolTip(`Bindery: ${words}`)
      tray.setContextMenu(Menu.buildFromTemplate(trayMenu(view, actions)))
    },
    remove: () => tray.destroy(),
  }
}
