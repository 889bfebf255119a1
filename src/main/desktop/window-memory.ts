import { join } from 'node:path'
import { type BrowserWindow, type Rectangle, screen } from 'electron'
import { keep, readKept } from './kept-json.ts'
import { placeWindow, type WindowPlace, type WorkArea, windowPlaceSchema } from './window-place.ts'

/** A window that is dragged is written down once it rests this long, in milliseconds. */
const REST_MS = 500

const fileIn = (dataDir: string): string => join(dataDir, 'desktop-window.json')

/** Where the window is to open: as it was last, on a screen that there is. */
export function recallWindow(dataDir: string): { bounds: Rectangle; isMaximised: boolean } {
  const last = readKept(fileIn(dataDir), windowPlaceSchema)
  return { bounds: placeWindow(last, workAreas()), isMaximised: last?.isMaximised ?? false }
}

/** Writes down where the window is whenever that has changed, and brings it back when its screen is gone. */
export function rememberWindow(window: BrowserWindow, dataDir: string): void {
  let timer: NodeJS.Timeout | undefined
  let wasSeen = false
  const write = () => {
    clearTimeout(timer)
    // One that nobody has opened yet is not maximised yet either.
    if (wasSeen && !window.isDestroyed()) tryToKeep(fileIn(dataDir), placeOf(window))
  }
  const soon = () => {
    clearTimeout(timer)
    timer = setTimeout(write, REST_MS)
  }
  const seen = () => {
    wasSeen = true
  }
  // One that starts minimised is opened by the system's own task bar.
  window.once('show', seen).once('restore', seen)
  window.on('resize', soon).on('move', soon)
  window.on('maximize', soon).on('unmaximize', soon).on('close', write)
  const comeBack = () => bringBack(window)
  screen.on('display-removed', comeBack).on('display-metrics-changed', comeBack)
  window.once('closed', () => {
    clearTimeout(timer)
    screen.off('display-removed', comeBack).off('display-metrics-changed', comeBack)
  })
}

/** Moves a window that nobody could take hold of to where it can be. */
export function bringBack(window: BrowserWindow): void {
  if (window.isMaximized() || window.isFullScreen()) return
  const now = window.getNormalBounds()
  const place = placeWindow(now, workAreas())
  if (place.x !== now.x || place.y !== now.y) window.setBounds(place)
}

/** What it is when it is not maximised, so that it has a size to go back to. */
const placeOf = (window: BrowserWindow): WindowPlace => ({
  ...window.getNormalBounds(),
  isMaximised: window.isMaximized(),
})

/** A place that is not remembered is no reason to disturb anybody. */
function tryToKeep(file: string, place: WindowPlace): void {
  try {
    keep(file, place)
  } catch {}
}

function workAreas(): [WorkArea, ...WorkArea[]] {
  const primary = screen.getPrimaryDisplay()
  const others = screen.getAllDisplays().filter(({ id }) => id !== primary.id)
  return [primary.workArea, ...others.map(({ workArea }) => workArea)]
}
