import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256 } from '../hash.ts'
import { drawSpecimens } from './frame-specimens.ts'
import type { LaunchedBrowser } from './launch.ts'

/** Which browsers can be told when to make a frame, and then draw what they draw by themselves. */
export interface FrameVerdicts {
  /** False once one was seen that can't, or there was no telling; it is the same one that is started again. */
  readonly mayWork: boolean
  /**
   * Whether `browser`, whose pages have frames only when told to, draws the same pixels as one that has its own.
   * @param startPlain starts the same browser as one that has its own
   */
  isGood(browser: LaunchedBrowser, startPlain: () => Promise<LaunchedBrowser>): Promise<boolean>
}

/** Counts changes of the specimens, and of what is done to a page before they are drawn. */
const REVISION = 1

type Verdict = 'alike' | 'not alike'

/**
 * What was found out is kept beside what else can be found out again, since it costs a second browser.
 * @param draw draws the pictures by which browsers are compared
 */
export function createFrameVerdicts(cacheDir: string, draw = drawSpecimens): FrameVerdicts {
  let mayWork = process.platform !== 'darwin'
  const fileOf = ({ version }: LaunchedBrowser) => join(cacheDir, `frames-${sha256(version).slice(0, 16)}-${REVISION}`)

  const drawInTime = (browser: LaunchedBrowser) => draw(browser).catch(() => null)

  /**
   * Null where a browser that has its own frames does not come to its pictures either: it is the machine then that has no
   * time. One alone that was late has drawn first, on a disk that was cold, and is asked again.
   */
  async function judge(browser: LaunchedBrowser, startPlain: () => Promise<LaunchedBrowser>): Promise<Verdict | null> {
    const first = await drawInTime(browser)
    const plain = await startPlain()
    try {
      const expected = await drawInTime(plain)
      if (expected === null) return null
      const own = first ?? (await drawInTime(browser))
      return own && areSame(own, expected) ? 'alike' : 'not alike'
    } finally {
      await plain.kill()
    }
  }

  /** Where it can't be kept, as on a full disk, it is found out anew at the next start. */
  async function keep(file: string, verdict: Verdict): Promise<void> {
    await mkdir(cacheDir, { recursive: true, mode: 0o700 })
    await writeFile(file, verdict)
  }

  return {
    get mayWork() {
      return mayWork
    },
    async isGood(browser, startPlain) {
      const file = fileOf(browser)
      const known = await readFile(file, 'utf8').catch(() => '')
      // A file that a crash has cut off says neither.
      const verdict = isVerdict(known) ? known : await judge(browser, startPlain)
      if (verdict && verdict !== known) await keep(file, verdict).catch(() => {})
      mayWork = verdict === 'alike'
      return verdict === 'alike'
    },
  }
}

const isVerdict = (text: string): text is Verdict => text === 'alike' || text === 'not alike'

const areSame = (some: readonly Buffer[], others: readonly Buffer[]): boolean =>
  some.length === others.length && some.every((png, index) => others[index]?.equals(png))
