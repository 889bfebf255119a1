import { open, readFile } from 'node:fs/promises'
import type { CDPSession } from 'puppeteer-core'

/** The memory of the process that draws a browser's pictures, which belongs to the farm as its child (Linux). */
export interface BrowserMemory {
  /** Where its blocks of so many bytes begin. */
  blocks(bytes: number): Promise<number[]>
  /** Fills `into` with what lies at `address`. */
  read(address: number, into: Buffer): Promise<void>
  close(): Promise<void>
}

/** With what is large and has a block to itself there may be the allocator's own notes, in bytes. */
const NOTES = 8192

/** Null where the system does not give it, as anywhere but on Linux. */
export async function openBrowserMemory(root: CDPSession): Promise<BrowserMemory | null> {
  if (process.platform !== 'linux') return null
  const { processInfo } = await root.send('SystemInfo.getProcessInfo')
  const pid = processInfo.find(({ type }) => type === 'GPU')?.id
  const file = await open(`/proc/${pid}/mem`, 'r').catch(() => null)
  return (
    file && {
      async blocks(bytes) {
        const lines = (await readFile(`/proc/${pid}/maps`, 'utf8')).matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw-p /gm)
        const all = Array.from(lines, ([, from = '', to = '']) => {
          const address = Number.parseInt(from, 16)
          return { address, length: Number.parseInt(to, 16) - address }
        })
        const fitting = all.filter(({ length }) => length >= bytes && length <= bytes + NOTES)
        return fitting.map(({ address }) => address)
      },
      async read(address, into) {
        for (let done = 0; done < into.length; ) {
          const { bytesRead } = await file.read(into, done, into.length - done, address + done)
          if (bytesRead === 0) throw new Error('The browser has no such memory any more')
          done += bytesRead
        }
      },
      close: () => file.close(),
    }
  )
}
