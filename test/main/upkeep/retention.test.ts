import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { firstState } from '../../../src/main/bindings/first-state.ts'
import { bindingRepository, type StoredBinding } from '../../../src/main/db/bindings.ts'
import { openDatabase } from '../../../src/main/db/database.ts'
import { deliveryRepository } from '../../../src/main/db/deliveries.ts'
import { eventRepository } from '../../../src/main/db/events.ts'
import { idempotencyRepository } from '../../../src/main/db/idempotency.ts'
import { imageRepository, type NewImage } from '../../../src/main/db/images.ts'
import { NOTHING_OWED } from '../../../src/main/db/owed.ts'
import { commitResults } from '../../../src/main/db/results.ts'
import { runRepository, type StoredRun } from '../../../src/main/db/runs.ts'
import { subscriptionRepository } from '../../../src/main/db/subscriptions.ts'
import { clearTemporaryFiles, LostFile, openPictureFiles } from '../../../src/main/pictures/picture-files.ts'
import { createRetention, type RetentionLimits } from '../../../src/main/upkeep/retention.ts'
import { storedBinding } from '../../helpers/stored-binding.ts'
import { storedRun } from '../../helpers/stored-run.ts'
import { storedSubscription } from '../../helpers/stored-subscription.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const DAY = 24 * 3_600_000
const NOW = Date.UTC(2030, 0, 1)

/** How far the wall clock has gone ahead of the other. */
const clock = { ahead: 0 }

async function storeOf(limits: Partial<RetentionLimits> = {}) {
  const directory = tempDir()
  const pictures = join(directory, 'pictures')
  mkdirSync(pictures)
  const db = await openDatabase(directory)
  onTestFinished(() => db.destroy())
  const [bindings, images, runs] = [bindingRepository(db), imageRepository(db), runRepository(db)]
  const files = openPictureFiles(pictures)
  const retention = createRetention({
    bindings,
    images,
    runs,
    idempotency: idempotencyRepository(db),
    events: eventRepository(db),
    deliveries: deliveryRepository(db),
    files,
    limits: () => ({ picturesPerBinding: 3, runsPerBinding: 5, singleRenderDays: 7, totalBytes: 1e9, ...limits }),
    now: () => NOW + clock.ahead,
    monotonic: () => 0,
    onFault: (error) => {
      throw error
    },
  })

  async function binding(uid: string, more: Partial<StoredBinding> = {}): Promise<void> {
    const own = { uid, name: uid, webhookToken: uid, createdAt: NOW, updatedAt: NOW }
    const definition = storedBinding({ ...own, ...more })
    await bindings.insert(definition, { ...firstState(definition), nextRefreshAt: null })
  }

  /** Stores a picture whose files hold its id, or what is given. */
  async function picture(
    id: string,
    more: Partial<NewImage['image']> = {},
    content = id.padEnd(100, '.'),
  ): Promise<void> {
    const losslessFile = await files.put(Buffer.from(content))
    const pageFile = await files.put(Buffer.from(`page of ${content}`))
    const image: NewImage['image'] = {
      id,
      source: 'binding',
      bindingUid: 'b',
      templateUid: 't',
      renderKey: id,
      format: 'png',
      quality: 80,
      width: 1,
      height: 1,
      losslessFile,
      pageFile,
      pageBytes: 10,
      pageOptions: { width: 1, height: 1, deviceScaleFactor: 1, javaScript: false },
      createdAt: NOW,
      ...more,
    }
    await images.insert({ image, files: [{ imageId: id, format: 'png', file: losslessFile, bytes: content.length }] })
    files.release([losslessFile, pageFile])
  }

  const kept = async (...ids: string[]) => {
    const found = await Promise.all(ids.map((id) => images.find(id)))
    return ids.filter((_, index) => found[index])
  }
  const fileCount = () =>
    readdirSync(pictures, { recursive: true, withFileTypes: true }).filter((each) => each.isFile()).length

  async function run(id: string, outcome: StoredRun['outcome'] = 'rendered', finishedAt = NOW): Promise<StoredRun> {
    const finished = storedRun({ id, bindingUid: 'b', outcome, startedAt: finishedAt, finishedAt })
    const [committed] = await commitResults(db, [
      {
        run: finished,
        revision: 1,
        owed: NOTHING_OWED,
        askedSource: true,
        state: {},
        data: null,
        images: [],
        events: () => [],
      },
    ])
    if (!committed) throw new Error('The definition changed')
    return committed.run
  }

  return { db, bindings, images, runs, files, retention, pictures, binding, picture, kept, fileCount, run }
}

describe('pictures of a binding', () => {
  test('the newest are kept, and what is served whatever its age; their files go with the rest', async () => {
    const store = await storeOf()
    await store.binding('b')
    for (let i = 1; i <= 6; i++) await store.picture(`p${i}`, { createdAt: NOW + i })
    await store.bindings.updateState('b', { imageId: 'p1', defaultImageId: 'p2' }, 0)
    await store.retention.clean()
    expect(await store.kept('p1', 'p2', 'p3', 'p4', 'p5', 'p6')).toEqual(['p1', 'p2', 'p4', 'p5', 'p6'])
    expect(store.fileCount()).toBe(10)
  })

  test('of pictures of the same millisecond the last drawn are kept', async () => {
    const store = await storeOf()
    await store.binding('b')
    for (let i = 1; i <= 6; i++) await store.picture(`p${i}`)
    await store.retention.clean()
    expect(await store.kept('p1', 'p2', 'p3', 'p4', 'p5', 'p6')).toEqual(['p4', 'p5', 'p6'])
  })

  test('each binding has its own', async () => {
    const store = await storeOf()
    for (const uid of ['b', 'c']) {
      await store.binding(uid)
      for (let i = 1; i <= 3; i++) await store.picture(`${uid}${i}`, { bindingUid: uid, createdAt: NOW + i })
    }
    await store.retention.clean()
    expect(await store.kept('b1', 'b2', 'b3', 'c1', 'c2', 'c3')).toHaveLength(6)
  })

  test('thousands go in one round', async () => {
    const store = await storeOf()
    await store.binding('b')
    await store.picture('p0')
    const first = await store.images.find('p0')
    if (!first) throw new Error('There is no picture')
    for (let i = 1; i < 1203; i++) {
      await store.images.insert({
        image: { ...first, id: `p${i}` },
        files: [{ imageId: `p${i}`, format: 'png', file: 'f', bytes: 1 }],
      })
    }
    await store.retention.clean()
    expect(await store.kept('p0', 'p1199', 'p1200', 'p1202')).toEqual(['p1200', 'p1202'])
  })
})

test('single renders are kept for their days', async () => {
  const store = await storeOf()
  await store.picture('old', { source: 'api', bindingUid: null, createdAt: NOW - 7 * DAY - 1 })
  await store.picture('young', { source: 'api', bindingUid: null, createdAt: NOW - 7 * DAY + 1 })
  await store.retention.clean()
  expect(await store.kept('old', 'young')).toEqual(['young'])
})

describe('all together', () => {
  test('the oldest go until the rest fits, no more, and never what is served', async () => {
    const store = await storeOf({ picturesPerBinding: 100, totalBytes: 340 })
    await store.binding('b')
    for (let i = 1; i <= 6; i++) await store.picture(`p${i}`, { createdAt: NOW + i })
    await store.bindings.updateState('b', { imageId: 'p1' }, 0)
    await store.retention.clean()
    expect(await store.kept('p1', 'p2', 'p3', 'p4', 'p5', 'p6')).toEqual(['p1', 'p5', 'p6'])
    expect(await store.images.totalBytes()).toBe(330)
  })

  test('a file that two pictures share counts once, and lies there until both are gone', async () => {
    const store = await storeOf({ picturesPerBinding: 1 })
    await store.binding('b')
    await store.picture('p1', { createdAt: NOW + 1 }, 'shared')
    await store.picture('p2', { createdAt: NOW + 2 }, 'shared')
    expect(await store.images.totalBytes()).toBe(16)
    await store.retention.clean()
    expect(await store.kept('p1', 'p2')).toEqual(['p2'])
    expect(store.fileCount()).toBe(2)
  })
})

describe('files', () => {
  test('one that is being written is not swept, one that nobody names is', async () => {
    const store = await storeOf()
    const held = await store.files.put(Buffer.from('held'))
    const loose = await store.files.put(Buffer.from('loose'))
    store.files.release([loose])
    await store.retention.clean()
    expect(await store.files.read(held)).toEqual(Buffer.from('held'))
    await expect(store.files.read(loose)).rejects.toBeInstanceOf(LostFile)
    store.files.release([held])
    await store.retention.clean()
    expect(store.fileCount()).toBe(0)
  })

  test('a round that the end of the farm comes upon leaves the rest to the next', async () => {
    const { retention, files } = await storeOf()
    const names = await Promise.all(['a', 'b', 'c'].map((text) => files.put(Buffer.from(text), { inMemory: false })))
    files.release(names)
    const cleaning = retention.clean()
    await retention.stop()
    await cleaning
    for (const name of names) expect((await files.read(name)).length).toBe(1)
  })

  test('what a cut-off write left behind is cleared at the start', async () => {
    const store = await storeOf()
    writeFileSync(join(store.pictures, 'abc.new'), 'half')
    await clearTemporaryFiles(store.pictures)
    expect(store.fileCount()).toBe(0)
  })
})

describe('runs', () => {
  test('the newest are kept, also of one millisecond', async () => {
    const store = await storeOf()
    await store.binding('b')
    for (let i = 0; i < 8; i++) await store.run(`r${i}`)
    await store.retention.clean()
    const { runs, total } = await store.runs.list('b', { page: 1, limit: 100 })
    expect(runs.map(({ id }) => id)).toEqual(['r7', 'r6', 'r5', 'r4', 'r3'])
    expect(total).toBe(5)
  })

  test('those that drew nothing fold into one in a row, and count', async () => {
    const store = await storeOf()
    await store.binding('b')
    for (const [index, outcome] of (
      [
        'rendered',
        'unchanged',
        'unchanged',
        'unchanged',
        'failed',
        'unchanged',
        'not_modified',
        'not_modified',
      ] as const
    ).entries()) {
      await store.run(`r${index}`, outcome, NOW + index)
    }
    const { runs } = await store.runs.list('b', { page: 1, limit: 100 })
    expect(runs.map(({ id, outcome, count }) => `${id} ${outcome} ${count}`)).toEqual([
      'r7 not_modified 2',
      'r5 unchanged 1',
      'r4 failed 1',
      'r3 unchanged 3',
      'r0 rendered 1',
    ])
  })

  test('one whose definition changed meanwhile is not stored at all, one of a deleted binding is cancelled', async () => {
    const store = await storeOf()
    await store.binding('b', { revision: 2 })
    await expect(store.run('r')).rejects.toThrow('The definition changed')
    expect(await store.runs.find('r')).toBeUndefined()
    const found = await store.bindings.find('b')
    if (found) await store.bindings.update({ ...found.binding, deletedAt: NOW }, {}, 2)
    expect(await store.run('r')).toMatchObject({ outcome: 'cancelled' })
  })
})

test('a binding that was deleted 30 days ago is purged with its runs and pictures, one of yesterday is not', async () => {
  const store = await storeOf()
  await store.binding('b', { deletedAt: NOW - 30 * DAY - 1 })
  await store.binding('c', { deletedAt: NOW - DAY })
  await store.picture('pb')
  await store.picture('pc', { bindingUid: 'c' })
  await store.bindings.updateState('b', { imageId: 'pb' }, 0)
  await store.retention.clean()
  expect(await store.bindings.findWithDeleted('b')).toBeUndefined()
  expect(await store.bindings.findWithDeleted('c')).toBeDefined()
  expect(await store.kept('pb', 'pc')).toEqual(['pc'])
})

test('events and finished deliveries go after 30 days, and what is still to be delivered stays', async () => {
  const { db, retention } = await storeOf()
  const events = eventRepository(db)
  const deliveries = deliveryRepository(db)
  await subscriptionRepository(db).insert(storedSubscription())
  const failed = { type: 'image', templateId: 't', bindingId: null, error: 'x', errorCode: 'X' } as const
  const tell = (at: number) => events.insert([{ type: 'render.failed', data: failed }], at)
  const [done] = await tell(NOW - 40 * DAY)
  const [waiting] = await tell(NOW - 39 * DAY)
  const [fresh] = await tell(NOW - DAY)
  const due = await deliveries.due(NOW, 10)
  const attempt = { at: NOW - 40 * DAY, status: 200, durationMs: 1, error: null }
  await deliveries.recordAttempt(due[0]?.id ?? '', attempt, { status: 'delivered', nextAttemptAt: null, stop: null })

  await retention.clean()
  expect((await events.after(0, 10)).map(({ seq }) => seq)).toEqual([waiting?.seq, fresh?.seq])
  expect(await deliveries.find(due[0]?.id ?? '')).toBeUndefined()
  expect((await deliveries.list('sub_a', { page: 1, limit: 10 })).total).toBe(2)
  expect(done?.seq).toBeGreaterThan(0)
})

test('a clock that goes ahead by itself is believed from the second round on: it may be set right before', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => {
    vi.useRealTimers()
    clock.ahead = 0
  })
  const store = await storeOf()
  await store.binding('deleted', { deletedAt: NOW - 1000 })
  const isThere = async () => (await store.bindings.findWithDeleted('deleted')) !== undefined
  const round = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms)
    // Its end sets the timer of the next one.
    while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  store.retention.start()
  clock.ahead = 40 * 24 * 3_600_000
  await round(60_000)
  expect(await isThere()).toBe(true)
  await round(10 * 60_000)
  expect(await isThere()).toBe(false)
  await store.retention.stop()
})
