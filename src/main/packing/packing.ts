import type { Activity } from '../activity.ts'
import type { ImageRepository } from '../db/images.ts'
import type { PictureFiles } from '../pictures/picture-files.ts'
import type { Pack } from './packer.ts'

export interface PackingParts {
  images: Pick<ImageRepository, 'nextToPack' | 'putOffPacking' | 'replacePng'>
  files: PictureFiles
  pack: Pack
  activity: Activity
  /** Told that other files have taken the place of those that were known of these pictures. */
  onReplaced(imageIds: string[]): void
  onPacked(result: PackResult, savedBytes: number): void
  /** Wall clock, epoch milliseconds. */
  now(): number
  onFault(error: unknown): void
}

export const PACK_RESULTS = ['smaller', 'left', 'cut_off', 'failed'] as const
export type PackResult = (typeof PACK_RESULTS)[number]

export interface Packing {
  start(): void
  /** Packs what is to be packed for as long as there is nothing else to do. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** How often it is seen whether there is something to pack. */
const LOOK_MS = 15_000
/** What has ended just now may have been the first of several things. */
const QUIET_MS = 2_000
/** How often a picture may be cut off before it is put off. */
const MOST_CUTS = 3
const LATER_MS = 3_600_000

/**
 * While the farm is idle, gives PNGs that are going to be served for a while a smaller file with the same pixels. The
 * fast file is on disk until rows name the other one, so that a kill at any moment leaves a whole picture.
 */
export function createPacking(parts: PackingParts): Packing {
  const { images, files, activity, now } = parts
  const ending = new AbortController()
  /** The picture that was cut off last, which is the next to be tried, and how often it was. */
  let cutOff = { file: '', times: 0 }
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()

  async function packAll(): Promise<void> {
    while (!ending.signal.aborted && activity.idleMs() >= QUIET_MS) {
      const file = await images.nextToPack(now())
      if (file === null || !(await packOne(file))) return
    }
  }

  /** Whether to go on with the next. */
  async function packOne(file: string): Promise<boolean> {
    const cut = new AbortController()
    const end = activity.onBegin(() => cut.abort())
    const signal = AbortSignal.any([cut.signal, ending.signal])
    try {
      const packed = await parts.pack({ path: files.pathOf(file), name: file }, signal)
      if (packed) await replace(file, packed)
      else {
        await images.putOffPacking(file, null)
        parts.onPacked('left', 0)
      }
      return true
    } catch (error) {
      await putOff(file, signal, error)
      return false
    } finally {
      end()
    }
  }

  async function replace(old: string, packed: Buffer): Promise<void> {
    const name = await files.put(packed, { inMemory: files.atHand(old) !== undefined })
    try {
      const replaced = await images.replacePng(old, { file: name, bytes: packed.length })
      parts.onReplaced(replaced.ids)
      if (replaced.ids.length > 0) parts.onPacked('smaller', replaced.savedBytes)
    } finally {
      files.release([name])
    }
  }

  /** One that was cut off is tried again at the next look; one that is so often, or that fails, much later. */
  async function putOff(file: string, signal: AbortSignal, error: unknown): Promise<void> {
    if (ending.signal.aborted) return
    if (signal.aborted) {
      parts.onPacked('cut_off', 0)
      cutOff = { file, times: cutOff.file === file ? cutOff.times + 1 : 1 }
      if (cutOff.times < MOST_CUTS) return
      cutOff.times = 0
    } else {
      parts.onPacked('failed', 0)
      parts.onFault(error)
    }
    await images.putOffPacking(file, now() + LATER_MS)
  }

  function look(): Promise<void> {
    looking = looking.then(packAll).catch((error) => {
      if (!ending.signal.aborted) parts.onFault(error)
    })
    return looking
  }

  function lookIn(ms: number): void {
    timer = setTimeout(() => void look().finally(() => !ending.signal.aborted && lookIn(LOOK_MS)), ms)
    timer.unref()
  }

  return {
    start: () => lookIn(LOOK_MS),
    look,
    async stop() {
      ending.abort(new Error('Bindery is stopping'))
      clearTimeout(timer)
      await looking
    },
  }
}
