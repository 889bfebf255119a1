import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createActivity } from '../../../src/main/activity.ts'
import { firstState } from '../../../src/main/bindings/first-state.ts'
import { bindingRepository } from '../../../src/main/db/bindings.ts'
import { openDatabase } from '../../../src/main/db/database.ts'
import {
  type ImageRepository,
  imageRepository,
  isAnotherPicture,
  type StoredImage,
} from '../../../src/main/db/images.ts'
import type { Row } from '../../../src/main/db/tables.ts'
import workerPath from '../../../src/main/packing/pack-worker.ts?modulePath'
import { type Pack, packInProcess } from '../../../src/main/packing/packer.ts'
import { createPacking } from '../../../src/main/packing/packing.ts'
import { openPictureFiles } from '../../../src/main/pictures/picture-files.ts'
import { until } from '../../helpers/clock.ts'
import { descendantsOf, isAlive } from '../../helpers/program.ts'
import { storedBinding } from '../../helpers/stored-binding.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const DRAWN_AT = Date.UTC(2030, 0, 1)
const MINUTE = 60_000
const SIDE = 300

/** A gradient, packed for speed. */
async function fastPng(blue = 9, side = SIDE): Promise<Buffer> {
  const pixels = Buffer.alloc(side * side * 3)
  for (let i = 0; i < side * side; i++) pixels.set([i % side, i >> 8, blue], i * 3)
  return sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png({ compressionLevel: 1 })
    .toBuffer()
}

const pixelsOf = (png: Buffer): Promise<Buffer> => sharp(png).ensureAlpha().raw().toBuffer()

async function workshop(pack: Pack = packInProcess) {
  const directory = tempDir()
  const pictures = join(directory, 'pictures')
  mkdirSync(pictures)
  const db = await openDatabase(directory)
  onTestFinished(() => db.destroy())
  const images = imageRepository(db)
  const files = openPictureFiles(pictures)
  const clock = { now: DRAWN_AT, monotonic: 0 }
  const activity = createActivity(() => clock.monotonic)
  const [replaced, results, faults] = [[] as string[][], [] as string[], [] as unknown[]]
  const packing = createPacking({
    images,
    files,
    pack,
    activity,
    onReplaced: (ids) => void replaced.push(ids),
    onPacked: (result) => void results.push(result),
    now: () => clock.now,
    onFault: (error) => void faults.push(error),
  })

  /** A picture of a binding that is served, unless it is said otherwise. */
  async function picture(id: string, png: Buffer, more: Partial<StoredImage> & { serving?: object } = {}) {
    const { serving, ...rest } = more
    const page = await files.put(Buffer.from(`the page of ${id}`))
    const file = await files.put(png)
    const image: StoredImage = {
      id,
      source: 'binding',
      bindingUid: `bind_${id}`,
      templateUid: 't',
      renderKey: id,
      format: 'png',
      quality: 80,
      width: SIDE,
      height: SIDE,
      losslessFile: file,
      pageFile: page,
      pageBytes: 10,
      pageOptions: { width: SIDE, height: SIDE, deviceScaleFactor: 1, javaScript: false },
      createdAt: DRAWN_AT,
      ...rest,
    }
    await images.insert({ image, files: [{ imageId: id, format: 'png', file, bytes: png.length }] })
    files.release([file, page])
    await serve(id, serving)
    return file
  }

  async function serve(id: string, serving: Partial<Row<'binding_states'>> = {}) {
    const uid = `bind_${id}`
    const binding = storedBinding({ uid, webhookToken: id, createdAt: DRAWN_AT, updatedAt: DRAWN_AT })
    await bindingRepository(db).insert(binding, { ...firstState(binding), imageId: id, nextRefreshAt: null })
    const seen = { last_refresh_at: DRAWN_AT, last_rendered_at: DRAWN_AT, ...serving }
    await db.atOnce((statements) => statements.update('binding_states', uid, seen))
  }

  /** Lets time pass in which nothing happens. */
  function rest(ms: number): void {
    clock.now += ms
    clock.monotonic += ms
  }
  const fileOf = async (id: string) => (await images.files(id))[0]?.file ?? ''
  return {
    directory,
    db,
    images,
    files,
    clock,
    activity,
    replaced,
    results,
    faults,
    packing,
    picture,
    serve,
    rest,
    fileOf,
  }
}

describe('a picture that has been served for a while', () => {
  test('is the same picture to the next one as it was before it was packed', async () => {
    const { packing, picture, rest, fileOf, images, db } = await workshop()
    const drawn = await picture('one', await fastPng())
    rest(6 * MINUTE)
    await packing.look()
    expect(await fileOf('one')).not.toBe(drawn)
    const image = await images.find('one')
    const isAnother = (file: string) => {
      const next = { image: image as StoredImage, files: [{ imageId: 'two', format: 'png' as const, file, bytes: 1 }] }
      return db.look((statements) => isAnotherPicture(statements, 'bind_one', next))
    }
    expect(await isAnother(drawn)).toBe(false)
    expect(await isAnother(await fileOf('one'))).toBe(true)
  })

  test('gets a smaller file with the same pixels, and the fast one is swept away', async () => {
    const { packing, picture, rest, fileOf, files, images, replaced } = await workshop()
    const png = await fastPng()
    const old = await picture('one', png)
    rest(6 * MINUTE)
    await packing.look()
    const [file] = await images.files('one')
    const packed = await files.read(file?.file ?? '')
    expect(file).toMatchObject({ bytes: packed.length, format: 'png' })
    expect(packed.length).toBeLessThan(png.length * 0.9)
    expect((await pixelsOf(packed)).equals(await pixelsOf(png))).toBe(true)
    expect((await images.find('one'))?.losslessFile).toBe(file?.file)
    expect(replaced).toEqual([['one']])
    await files.sweep((name) => images.isReferenced(name))
    expect(existsSync(files.pathOf(old))).toBe(false)
    expect(existsSync(files.pathOf(await fileOf('one')))).toBe(true)
  })

  test('is tried once', async () => {
    const asked: string[] = []
    const { packing, picture, rest, results } = await workshop(async ({ name }) => {
      asked.push(name)
      return null
    })
    await picture('one', await fastPng())
    for (let i = 0; i < 3; i++) {
      rest(60 * MINUTE)
      await packing.look()
    }
    expect(asked).toHaveLength(1)
    expect(results).toEqual(['left'])
  })

  test('takes all that look alike along, whichever bindings show them', async () => {
    const { packing, picture, rest, fileOf, replaced } = await workshop()
    const png = await fastPng()
    await picture('one', png)
    await picture('two', png)
    rest(6 * MINUTE)
    await packing.look()
    expect(replaced).toEqual([['one', 'two']])
    expect(await fileOf('one')).toBe(await fileOf('two'))
  })

  test.each([
    ['it is young', { createdAt: DRAWN_AT + 4 * MINUTE }],
    ['it is a single render', { source: 'api' }],
    ['nobody is shown it any more', { serving: { image_id: 'another' } }],
    ['its binding is paused', { serving: { status: 'paused' } }],
    ['its binding will be refreshed soon', { serving: { next_refresh_at: DRAWN_AT + 7 * MINUTE } }],
  ] as const)('but not where %s', async (_what, more) => {
    const { packing, picture, rest, fileOf } = await workshop()
    const old = await picture('one', await fastPng(), more)
    rest(6 * MINUTE)
    await packing.look()
    expect(await fileOf('one')).toBe(old)
  })

  test('is packed after the refresh that found nothing new', async () => {
    const { packing, picture, rest, fileOf, db } = await workshop()
    const old = await picture('one', await fastPng(), { serving: { next_refresh_at: DRAWN_AT + 7 * MINUTE } })
    rest(6 * MINUTE)
    await packing.look()
    const refreshed = { last_refresh_at: DRAWN_AT + 7 * MINUTE, next_refresh_at: DRAWN_AT + 9 * MINUTE }
    await db.atOnce((statements) => statements.update('binding_states', 'bind_one', refreshed))
    rest(2.5 * MINUTE)
    await packing.look()
    expect(await fileOf('one')).not.toBe(old)
  })

  test('and whose binding was deleted stays as it is', async () => {
    const { packing, picture, rest, fileOf, db } = await workshop()
    const old = await picture('one', await fastPng())
    await db.atOnce((statements) => statements.update('bindings', 'bind_one', { deleted_at: DRAWN_AT }))
    rest(6 * MINUTE)
    await packing.look()
    expect(await fileOf('one')).toBe(old)
  })
})

describe('other work comes first', () => {
  test('nothing is packed while something goes on, or has ended just now', async () => {
    const { packing, picture, rest, fileOf, activity } = await workshop()
    const old = await picture('one', await fastPng())
    const end = activity.begin()
    rest(6 * MINUTE)
    await packing.look()
    end()
    await packing.look()
    expect(await fileOf('one')).toBe(old)
    rest(3_000)
    await packing.look()
    expect(await fileOf('one')).not.toBe(old)
  })

  test('what begins meanwhile ends the process at once; it is tried again later, and less and less', async () => {
    const { packing, picture, rest, fileOf, activity, results } = await workshop()
    const old = await picture('one', await fastPng(9, 2_500))
    rest(6 * MINUTE)
    for (let i = 0; i < 4; i++) {
      const before = new Set(descendantsOf(process.pid))
      const looking = packing.look()
      if (i < 3) {
        const own = () => descendantsOf(process.pid).find((pid) => !before.has(pid))
        const pid = await until(own)
        activity.begin()()
        await looking
        expect(isAlive(pid)).toBe(false)
      }
      await looking
      rest(5_000)
    }
    expect(results).toEqual(['cut_off', 'cut_off', 'cut_off'])
    expect(await fileOf('one')).toBe(old)
  })

  test('the end of the farm does too, and leaves all as it was', async () => {
    const { packing, picture, rest, fileOf, results } = await workshop()
    const old = await picture('one', await fastPng(9, 2_500))
    rest(6 * MINUTE)
    const before = new Set(descendantsOf(process.pid))
    const looking = packing.look()
    const pid = await until(() => descendantsOf(process.pid).find((each) => !before.has(each)))
    await packing.stop()
    await looking
    expect(isAlive(pid)).toBe(false)
    expect(results).toEqual([])
    expect(await fileOf('one')).toBe(old)
  })
})

test('a process whose farm was killed ends at once', async () => {
  const { picture, files } = await workshop()
  const name = await picture('one', await fastPng(9, 2_500))
  const child = fork(workerPath)
  child.send({ path: files.pathOf(name), name })
  await until(() => child.pid && isAlive(child.pid))
  child.disconnect()
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL'])
})

describe('what happens between the steps', () => {
  test('a picture that is cleaned up while it is packed leaves no file behind', async () => {
    const parts: { images?: ImageRepository } = {}
    const { packing, picture, rest, files, images, replaced, directory } = await workshop(async (...asked) => {
      const packed = await packInProcess(...asked)
      await parts.images?.remove(['one'])
      return packed
    })
    parts.images = images
    await picture('one', await fastPng())
    rest(6 * MINUTE)
    await packing.look()
    expect(replaced).toEqual([[]])
    expect(await files.sweep((name) => images.isReferenced(name))).toBe(3)
    expect(existsSync(directory)).toBe(true)
  })

  test('a kill after the file is written and before a row names it leaves the fast picture', async () => {
    const { picture, rest, files, images, packing, fileOf } = await workshop()
    const png = await fastPng()
    const old = await picture('one', png)
    // What a farm that was killed there has left.
    const packed = (await packInProcess({ path: files.pathOf(old), name: old }, new AbortController().signal)) as Buffer
    files.release([await files.put(packed)])
    expect(await files.sweep((name) => images.isReferenced(name))).toBe(1)
    expect(readFileSync(files.pathOf(old)).equals(png)).toBe(true)
    rest(6 * MINUTE)
    await packing.look()
    expect(await fileOf('one')).not.toBe(old)
  })

  test('a process that is killed from outside is told of once, and the picture left for an hour', async () => {
    const { packing, picture, rest, faults, results, fileOf } = await workshop()
    const old = await picture('one', await fastPng(9, 2_500))
    rest(6 * MINUTE)
    const before = new Set(descendantsOf(process.pid))
    const looking = packing.look()
    process.kill(await until(() => descendantsOf(process.pid).find((pid) => !before.has(pid))), 'SIGKILL')
    await looking
    await packing.look()
    expect(faults).toEqual([expect.objectContaining({ message: 'A picture could not be packed (SIGKILL)' })])
    expect(results).toEqual(['failed'])
    rest(61 * MINUTE)
    await packing.look()
    expect(results).toEqual(['failed', 'smaller'])
    expect(await fileOf('one')).not.toBe(old)
    expect(descendantsOf(process.pid).filter((pid) => !before.has(pid))).toEqual([])
  })

  test('a file that is damaged is not packed, which would take the damage for the picture', async () => {
    const { packing, picture, rest, files, results, fileOf } = await workshop()
    const old = await picture('one', await fastPng())
    writeFileSync(files.pathOf(old), await fastPng(10))
    rest(6 * MINUTE)
    await packing.look()
    expect(results).toEqual(['left'])
    expect(await fileOf('one')).toBe(old)
  })
})
