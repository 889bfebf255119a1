import type { MenuItemConstructorOptions } from 'electron'
import type { Glance } from './glance.ts'
import type { Failure } from './health-changes.ts'
import { placeOfRun, shorten } from './notice.ts'

export interface TrayActions {
  open(): void
  goTo(place: string): void
  pauseAll(): void
  resumeAll(): void
  refreshAll(): void
  copyAddress(): void
  quit(): void
}

export interface TrayView {
  glance: Glance
  failures: readonly Failure[]
  /** How many bindings are not paused. */
  running: number
  /** How many the tray has paused and may resume. */
  resumable: number
  address: string
}

/** The tray's menu. */
export function trayMenu(view: TrayView, actions: TrayActions): MenuItemConstructorOptions[] {
  const { glance, failures, running, resumable, address } = view
  const pause: MenuItemConstructorOptions =
    resumable > 0
      ? { label: `Resume all (${resumable})`, click: actions.resumeAll }
      : { label: 'Pause all', enabled: running > 0, click: actions.pauseAll }
  return [
    { label: literal(glance.words), enabled: false },
    { type: 'separator' },
    { label: 'Open Bindery', click: actions.open },
    pause,
    { label: 'Refresh all', enabled: running > 0, click: actions.refreshAll },
    { label: 'Last failures', enabled: failures.length > 0, submenu: failureItems(failures, actions) },
    { label: `Copy address (${address})`, click: actions.copyAddress },
    { type: 'separator' },
    { label: 'Quit', click: actions.quit },
  ]
}

const failureItems = (failures: readonly Failure[], { goTo }: TrayActions): MenuItemConstructorOptions[] =>
  failures.map((failure) => ({
    label: literal(`${shorten(failure.name, 40)}: ${shorten(failure.reason, 80)}`),
    click: () => goTo(placeOfRun(failure)),
  }))

/** In a menu, `&` marks the key of an item and a line feed breaks it. */
const literal = (text: string): string => text.replaceAll('&', '&&').replace(/\s+/g, ' ')
