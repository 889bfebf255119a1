import { type IpcMainInvokeEvent, ipcMain } from 'electron'
import type { z } from 'zod'
import type { Channel } from '../../preload/bridge.ts'
import { isOwnPage } from './own-page.ts'

/** The calls that a page can make. One place asks who calls, and what a page says is read before it is believed. */
export interface Doors {
  open(channel: Channel, answer: () => unknown): void
  openWith<T>(channel: Channel, schema: z.ZodType<T>, answer: (given: T) => unknown): void
}

/** @param farmUrl the origin of the one page that may call: its own top frame, and no other */
export function createDoors(farmUrl: string): Doors {
  const mayCall = ({ senderFrame: frame }: IpcMainInvokeEvent) =>
    frame !== null && frame.parent === null && isOwnPage(frame.url, farmUrl)
  const handle = (channel: Channel, answer: (given: unknown) => unknown) =>
    ipcMain.handle(channel, (event, given: unknown) => {
      if (!mayCall(event)) throw new Error('Only the farm’s own page may ask.')
      return answer(given)
    })
  return {
    open: (channel, answer) => handle(channel, () => answer()),
    openWith: (channel, schema, answer) => handle(channel, (given) => answer(schema.parse(given))),
  }
}
