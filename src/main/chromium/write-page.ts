import type { CDPSession } from 'puppeteer-core'
import { nextLoad } from './next-load.ts'
import { writeDocument } from './page-scripts.ts'

/** Puts a document of Bindery's own in the place of the one that is there, and waits until it has loaded. */
export async function writePage(session: CDPSession, html: string): Promise<void> {
  const loaded = nextLoad(session)
  await session.send('Runtime.evaluate', { expression: writeDocument(html) })
  await loaded
}
