import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../hash.ts'
import { drawSpecimens } from './frame-specimens.ts'
import type { LaunchedBrowser } from './launch.ts'

/** Which browsers can be told when to make a frame, and then draw what they draw by themselves. */
export interface FrameVerdicts {
  /** False once a browser was seen that can't; it is the same one that is started again. */
  readonly mayWork: boolean
  /**
   * Whether `browser`, whose pages have frames only when told to, draws the same pixels as one that has its own.
   * @param startPlain starts the same browser as one that has its own
   */
  isGood(browser: LaunchedBrowser, startPlain: () => Promise<LaunchedBrowser>): Promise<boolean>
}

/** Counts changes of the specimens, and of what is done to a page before they are drawn. */
const REVISION = 1

/** What was found out is kept beside what else can be found out again, since it costs a second browser. */
export function createFrameVerdicts(cacheDir: string): FrameVerdicts {
  let mayWork = process.platform !== 'darwin'
  const fileOf = ({ version }: LaunchedBrowser) => join(cacheDir, `frames-${sha256(version).slice(0, 16)}-${REVISION}`)

  async function isAlike(browser: LaunchedBrowser, startPlain: () => Promise<LaunchedBrowser>): Promise<boolean> {
    const own = await drawSpecimens(browser).catch(() => null)
    if (own === null) return false
    const plain = await startPlain()
    try {
      const expected = await drawSpecimens(plain)
      return expected.length === own.length && own.every((png, i) => expected[i]?.equals(png))
    } finally {
      await plain.kill()
    }
  }

  return {
    get mayWork() {
      return mayWork
    },
    async isGood(browser, startPlain) {
      const file = fileOf(browser)
      const known = await readFile(file, 'utf8').catch(() => null)
      if (known === null) {
        mayWork = await isAlike(browser, startPlain)
        await mkdir(cacheDir, { recursive: true, mode: 0o700 })
        await writeFile(file, mayWork ? 'alike' : 'not alike')
      } else mayWork = known === 'alike'
      return mayWork
    },
  }
}
