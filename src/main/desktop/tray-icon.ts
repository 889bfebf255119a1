import { join } from 'node:path'
import type { Glance } from './glance.ts'

/** The picture of a health in the tray, as macOS, which colours it itself, or as the others want it. */
export function trayIconPath(root: string, worst: Glance['worst'], platform: NodeJS.Platform): string {
  const name = platform === 'darwin' ? `tray-${worst}Template.png` : `tray-${worst}.png`
  return join(root, 'resources', 'icons', name)
}
