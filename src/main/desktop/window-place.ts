import type { Rectangle } from 'electron'
import { z } from 'zod'

/** Where a window is and what it is like, in device-independent pixels. */
export const windowPlaceSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  isMaximised: z.boolean(),
})
export type WindowPlace = z.infer<typeof windowPlaceSchema>

export const MIN_SIZE = { width: 480, height: 360 }
const FIRST_SIZE = { width: 1280, height: 840 }
/** A window can be taken hold of while this much of its upper edge is on a screen. */
const GRIP = { width: 120, height: 40 }

/** What of a screen windows may cover. */
export type WorkArea = Rectangle

/**
 * The bounds for a window that was at `last`: the same where it can be seen and taken hold of; else, as after a screen
 * was unplugged, in the middle of the first screen, and never larger than the screen that it is on.
 * @param areas of all screens, the primary one first
 */
export function placeWindow(last: Rectangle | null, areas: readonly [WorkArea, ...WorkArea[]]): Rectangle {
  const area = last && areas.find((candidate) => canBeHeld(last, candidate))
  if (!last || !area) return centred(last ?? FIRST_SIZE, areas[0])
  const { width, height } = fitted(last, area)
  return { x: last.x, y: last.y, width, height }
}

function canBeHeld({ x, y, width }: Rectangle, area: WorkArea): boolean {
  const shown = Math.min(x + width, area.x + area.width) - Math.max(x, area.x)
  return shown >= Math.min(GRIP.width, width) && y >= area.y && y <= area.y + area.height - GRIP.height
}

const fitted = (size: { width: number; height: number }, area: WorkArea) => ({
  width: Math.min(Math.max(size.width, MIN_SIZE.width), area.width),
  height: Math.min(Math.max(size.height, MIN_SIZE.height), area.height),
})

function centred(size: { width: number; height: number }, area: WorkArea): Rectangle {
  const { width, height } = fitted(size, area)
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  }
}
