import { app, clipboard } from 'electron'
import type { Farm } from '../farm.ts'
import { pauseAll, refreshAll, resumeThese } from './all-bindings.ts'
import { createBursts } from './bursts.ts'
import { watchFarm } from './farm-watch.ts'
import { glanceAt } from './glance.ts'
import { lastFailures } from './health-changes.ts'
import { type Notice, noticeOf, noticeOfDrawing } from './notice.ts'
import type { Notifier } from './notifications.ts'
import type { DesktopSettingsStore } from './settings.ts'
import { type DeskTray, openTray } from './tray.ts'
import type { TrayActions } from './tray-menu.ts'
import type { DeskWindow } from './window.ts'

/** Failures that the tray's menu names. */
const LAST = 5

export interface ShowHealthParts {
  farm: Farm
  desk: DeskWindow
  settings: DesktopSettingsStore
  notifier: Notifier
  hasTray: boolean
  root: string
  platform: NodeJS.Platform
  onFault(error: unknown): void
}

/** Shows how the farm is where its window is not: in the tray, and by notifications. Returns what ends it. */
export async function showHealth(parts: ShowHealthParts): Promise<() => void> {
  const { farm, desk, settings, notifier, hasTray, root, platform, onFault } = parts
  const tell = (notice: Notice | null): boolean => {
    // Who looks at the window sees it there.
    if (!notice || !settings.current().notifications || desk.isLookedAt()) return false
    notifier.show(notice, () => desk.goTo(notice.place))
    return true
  }
  const bursts = createBursts((changes) => tell(noticeOf(changes)))
  const watch = await watchFarm({ farm, onShown: show, onChange: bursts.add, onFault })
  let glance = glanceAt(watch.status())
  let paused: string[] = []
  const tray: DeskTray | null = hasTray ? openTray(root, platform, actions()) : null
  show()

  function show(): void {
    const { bindings } = watch.status()
    const before = glance
    glance = glanceAt(watch.status(), before)
    tell(noticeOfDrawing(before, glance))
    // What was resumed one by one is not to be resumed again.
    if (bindings.paused === 0) paused = []
    tray?.show({
      glance,
      failures: lastFailures(watch.failures(), LAST),
      running: bindings.active + bindings.error,
      resumable: paused.length,
      address: farm.url,
    })
  }

  function actions(): TrayActions {
    const act = (work: () => Promise<void>) => () =>
      void work()
        .catch(onFault)
        .finally(() => watch.look())
    return {
      open: () => desk.show(),
      goTo: (place) => desk.goTo(place),
      pauseAll: act(async () => {
        paused = await pauseAll(farm.bindings)
      }),
      resumeAll: act(async () => {
        await resumeThese(farm.bindings, paused.splice(0))
      }),
      refreshAll: act(() => refreshAll(farm.bindings)),
      copyAddress: () => void clipboard.writeText(farm.url).catch(onFault),
      quit: () => app.quit(),
    }
  }

  return () => {
    watch.stop()
    bursts.stop()
    tray?.remove()
  }
}
