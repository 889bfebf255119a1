import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFrameVerdicts } from '../../../src/main/chromium/frame-verdicts.ts'
import type { LaunchedBrowser } from '../../../src/main/chromium/launch.ts'

let cacheDir: string
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'bindery-verdicts-'))
})
afterEach(() => rm(cacheDir, { recursive: true, force: true }))

interface Shown {
  /** What a browser draws whose frames are made by hand, and one that has its own; null where it does not come to it. */
  byHand: string | null
  own: string | null
  /** How often the first of them is late before it comes to it; default never. */
  late?: number
}

/** Judges as a farm does that has just started. */
async function judge({ byHand, own, late = 0 }: Shown) {
  const killed: string[] = []
  const browserOf = (name: string) =>
    ({
      version: 'Chromium/1',
      pid: name.length,
      kill: async () => void killed.push(name),
    }) as unknown as LaunchedBrowser
  const plain = browserOf('plain')
  const drawn: LaunchedBrowser[] = []
  const verdicts = createFrameVerdicts(cacheDir, async (browser) => {
    drawn.push(browser)
    const picture = browser === plain ? own : byHand
    if (picture === null || (browser !== plain && drawn.length <= late)) {
      throw new Error('The specimens were not drawn in time')
    }
    return [Buffer.from('same'), Buffer.from(picture)]
  })
  const isGood = await verdicts.isGood(browserOf('by hand'), async () => plain)
  return { isGood, mayWork: verdicts.mayWork, isLookedUp: drawn.length === 0, killed }
}

const kept = async () => {
  const [name] = await readdir(cacheDir)
  return name === undefined ? null : { path: join(cacheDir, name), text: await readFile(join(cacheDir, name), 'utf8') }
}

const ALIKE = { byHand: 'a', own: 'a' }

test('a browser that draws the same is good, and is so without another look at the next start', async () => {
  expect(await judge(ALIKE)).toEqual({ isGood: true, mayWork: true, isLookedUp: false, killed: ['plain'] })
  expect(await judge(ALIKE)).toEqual({ isGood: true, mayWork: true, isLookedUp: true, killed: [] })
})

test.each([
  ['draws otherwise', { byHand: 'a', own: 'b' }],
  ['does not come to it', { byHand: null, own: 'b' }],
])('one that %s is not good, and stays so', async (_, shown) => {
  expect(await judge(shown)).toEqual({ isGood: false, mayWork: false, isLookedUp: false, killed: ['plain'] })
  expect(await judge(ALIKE)).toEqual({ isGood: false, mayWork: false, isLookedUp: true, killed: [] })
})

test('one that was late at first, when all was to be read from the disk, is asked again', async () => {
  expect(await judge({ ...ALIKE, late: 1 })).toMatchObject({ isGood: true, killed: ['plain'] })
})

test('a machine that has no time for either says nothing of them, and is not asked again until the next start', async () => {
  expect(await judge({ byHand: null, own: null })).toMatchObject({ isGood: false, mayWork: false })
  expect(await judge(ALIKE)).toMatchObject({ isGood: true, isLookedUp: false })
})

test('what was kept in part is found out anew', async () => {
  await judge(ALIKE)
  const { path } = (await kept()) as { path: string }
  await writeFile(path, '')
  expect(await judge(ALIKE)).toMatchObject({ isGood: true, isLookedUp: false })
  expect(await kept()).toEqual({ path, text: 'alike' })
})

test('what can not be kept is no matter', async () => {
  await judge(ALIKE)
  const { path } = (await kept()) as { path: string }
  await rm(path)
  await mkdir(path)
  expect(await judge(ALIKE)).toMatchObject({ isGood: true, isLookedUp: false })
})
