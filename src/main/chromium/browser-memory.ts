import { open, readFile } from 'node:fs/promises'
import type { CDPSession } from 'puppeteer-core'

/** The memory of the process that draws a browser's pictures, which belongs to the farm as its child (Linux). */
export interface BrowserMemory {
  /** Where a block of so many bytes starts, of all that are as large and have nothing beside them. */
  blocks(bytes: number): Promise<number[]>
  /** Fills `into` with what lies at `address`. */
  read(address: number, into: Buffer): Promise<void>
  close(): Promise<void>
}

const PAGE_BYTES = 4096
/** The allocator's own notes may need another page. */
const SPARE_PAGES = 1

/** Null where the system does not give it, as anywhere but on Linux. */
export async function openBrowserMemory(root: CDPSession): Promise<BrowserMemory | null> {
  if (process.platform !== 'linux') return null
  const { processInfo } = await root.send('SystemInfo.getProcessInfo')
  const pid = processInfo.find(({ type }) => type === 'GPU')?.id
  const file = await open(`/proc/${pid}/mem`, 'r').catch(() => null)
  return (
    file && {
      async blocks(bytes) {
        const least = Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES
        const lines = (await readFile(`/proc/${pid}/maps`, 'utf8')).matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw-p /gm)
        const spans = Array.from(lines, ([, from = '', to = '']) => [parseInt(from, 16), parseInt(to, 16)] as const)
        const isFit = (length: number) => length >= least && length <= least + SPARE_PAGES * PAGE_BYTES
        return spans.filter(([from, to]) => isFit(to - from)).map(([from]) => from)
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
