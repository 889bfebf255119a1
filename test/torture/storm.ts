import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import sharp from 'sharp'
import type { Renderer } from '../../src/main/chromium/renderer.ts'
import type { BindingState, StoredBinding } from '../../src/main/db/bindings.ts'
import { NOTHING_OWED } from '../../src/main/db/owed.ts'
import { openStore } from '../../src/main/db/store.ts'
import type { Evaluator } from '../../src/main/evaluator/evaluator.ts'
import { parseAllowEntry } from '../../src/main/network/allow-list.ts'
import { createGate } from '../../src/main/network/gate.ts'
import { rememberRefusedHosts } from '../../src/main/network/refused-hosts.ts'
import { openPictureFiles } from '../../src/main/pictures/picture-files.ts'
import { makeDataDir, picturesDir } from '../../src/main/process/data-dir.ts'
import { createFetcher } from '../../src/main/refresh/fetch.ts'
import { shareFetches } from '../../src/main/refresh/fetch-shared.ts'
import { createRefreshQueue } from '../../src/main/refresh-queue.ts'
import { createRefreshWork } from '../../src/main/refresh-work.ts'
import { createScheduler } from '../../src/main/scheduler.ts'
import { openSecrets } from '../../src/main/secrets/secrets.ts'
import { shiftedClock, until } from '../helpers/clock.ts'
import { startServer } from '../helpers/http-server.ts'
import { storedTemplate } from '../helpers/stored-template.ts'
import type { Ordeal, Verdict } from './ordeal.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** What is still held after all garbage is gone, MiB. */
function liveMemory(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const TTL_SECONDS = 3600
const PER_ORIGIN = 6
/** How long each source takes to answer, milliseconds; each is an origin of its own. The last kind asks no source. */
const SOURCES = [2, 2, 5, 40, null]
const URGENT = 5
/** Bindings in the queue: a batch of the scheduler's on top of one that is not done, those that run, what was asked for, and those that wait for their
 * source without a place. */
const MOST_IN_QUEUE = 440 + 256
const MEMORY_MIB = 50
const LIMIT_MS = 20 * 60_000

/** A source that counts how many ask it at a time, and in which order. */
async function startSource(takesMs: number) {
  const seen = { most: 0, now: 0, order: [] as number[] }
  const server = await startServer(async ({ url }, response) => {
    seen.most = Math.max(seen.most, ++seen.now)
    seen.order.push(Number(url.slice(1)))
    await sleep(takesMs)
    seen.now--
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"name":"x"}')
  })
  return { url: server.url, seen, stop: () => server.stop() }
}

/** All of a farm that has to do with when and how often, with a template and a browser that take no time. */
async function startHouse(dataDir: string, now: () => number, random: () => number) {
  makeDataDir(dataDir)
  const store = await openStore(dataDir)
  const png = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .png()
    .toBuffer()
  const evaluator = { map: async () => ({ variables: { name: 'x' }, missing: [] }), compose: async () => '<p>x</p>' }
  const rendered = {
    png,
    lossy: null,
    pdf: null,
    width: 1,
    height: 1,
    console: [],
    failedRequests: [],
    isPatched: false,
    queueMs: 0,
    renderMs: 0,
  }
  const renderer = { render: async () => rendered, known: async () => {}, state: () => ({ version: 'none' }) }
  const gate = createGate({ allowed: () => [parseAllowEntry('127.0.0.1')], ownPorts: () => [] })
  const faults: string[] = []
  const onFault = (error: unknown) => faults.push(String(error))
  const files = openPictureFiles(picturesDir(dataDir))
  const fetcher = createFetcher({ gate, version: 'torture', clock: now })
  const work = createRefreshWork({
    store,
    refresh: {
      refusedHosts: rememberRefusedHosts(),
      evaluator: evaluator as unknown as Evaluator,
      renderer: renderer as unknown as Renderer,
      files,
      locale: () => ({ locale: 'en-US', timeZone: 'UTC' }),
      fetcher,
      sharedFetcher: shareFetches(fetcher),
      secrets: openSecrets(dataDir, null),
      status: () => Promise.reject(new Error('Nobody asks')),
      webhookBody: (uid) => store.bindings.webhookBody(uid),
      keptData: (uid) => store.bindings.data(uid),
      now,
      random,
      baseUrl: () => 'http://127.0.0.1',
      onUnexpected: onFault,
    },
    monotonic: () => performance.now(),
    onStoring: (uid) => scheduler.storing(uid),
    onStored: (uid) => scheduler.stored(uid),
    onEvent() {},
    onEnded() {},
    onLost: onFault,
  })
  const queue = createRefreshQueue(work.run, () => performance.now())
  const clocks = { now, monotonic: () => performance.now() }
  const scheduler = createScheduler({ bindings: store.bindings, queue, ...clocks, onMended() {}, onFault })
  return {
    store,
    queue,
    scheduler,
    faults,
    async stop() {
      await scheduler.stop()
      await queue.stop()
      await gate.stop()
      await store.close()
    },
  }
}

function bindingOf(index: number, url: string | null, dueAt: number): [StoredBinding, BindingState] {
  const uid = `bind_${index}`
  const definition: StoredBinding = {
    uid,
    name: uid,
    templateId: 'tmpl_storm',
    dataSource: url
      ? { type: 'http', url: `${url}/${index}`, method: 'GET', headers: {}, credentials: null }
      : { type: 'static', data: { name: 'x' } },
    sealedSecrets: null,
    needsSecret: false,
    mapping: { name: 'name' },
    defaults: {},
    refreshPolicy: { type: 'ttl', ttlSeconds: TTL_SECONDS, onError: 'serve_stale' },
    outputConfig: { format: 'png', quality: 80, deviceScaleFactor: 1 },
    urlExtension: 'png',
    webhookToken: uid,
    sealedWebhookSecret: null,
    origin: 'user',
    extra: {},
    revision: 1,
    createdAt: dueAt,
    updatedAt: dueAt,
    deletedAt: null,
  }
  const none = { pausedState: null, lastError: null, lastRefreshAt: null, lastRenderedAt: null, imageId: null }
  const keys = { defaultImageId: null, renderKey: null, defaultKey: null, frameKey: null, drawnDataHash: null }
  const due = { nextRefreshAt: dueAt, refreshInterval: TTL_SECONDS * 1000 }
  return [
    definition,
    {
      uid,
      status: 'active',
      failureCount: 0,
      recentEnds: '',
      variables: {},
      missing: [],
      averageMs: null,
      ...NOTHING_OWED,
      ...none,
      ...keys,
      ...due,
    },
  ]
}

/**
 * `count` bindings of several origins, due at once, three times over: when the farm starts, when their time comes, and
 * after a sleep.
 */
export async function tortureStorm({ count, random, say }: Ordeal): Promise<Verdict> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bindery-storm-'))
  const clock = shiftedClock()
  const sources = await Promise.all(SOURCES.map((takes) => (takes === null ? null : startSource(takes))))
  const house = await startHouse(dataDir, clock.now, random)
  const failures: string[] = []
  const counts: Record<string, number> = { bindings: count, runs: 0, 'most requests at a time to one origin': 0 }
  const check = (isRight: boolean, what: string) => void (isRight || failures.push(what))
  const uids = Array.from({ length: count }, (_, index) => `bind_${index}`)
  const statesOf = () => Promise.all(uids.map(async (uid) => (await house.store.bindings.find(uid))?.state))
  /** On a machine that is short of time a fetch may fail; it is tried again, and that is no second refresh. */
  const failedRuns = new Map<string, string>()
  let mostInQueue = 0

  async function wave(name: string, set: () => unknown, isOrdered: boolean): Promise<void> {
    for (const source of sources) Object.assign(source?.seen ?? {}, { most: 0, order: [] })
    const before = await Promise.all(uids.map(runsOf))
    const startedAt = performance.now()
    await set()
    const waits: number[] = []
    for (let i = 0; i < URGENT; i++) {
      await sleep(50)
      const askedAt = performance.now()
      await house.queue.ask(uids[count - 1 - i] ?? '', 'manual', { urgent: true }).done
      waits.push(performance.now() - askedAt)
    }
    await until(async () => {
      mostInQueue = Math.max(mostInQueue, house.queue.size)
      return house.queue.size === 0 && (await house.store.bindings.due(clock.now(), 1)).length === 0
    }, LIMIT_MS)
    const seconds = (performance.now() - startedAt) / 1000
    say(`${name}: ${seconds.toFixed(1)} s, an urgent one ${Math.max(...waits).toFixed(0)} ms at most`)

    const after = await Promise.all(uids.map(runsOf))
    const repeated = uids.filter((_, i) => (after[i] ?? 0) - (before[i] ?? 0) > (i >= count - URGENT ? 2 : 1))
    const forgotten = uids.filter((_, i) => (after[i] ?? 0) === (before[i] ?? 0))
    check(repeated.length === 0, `${name}: ${repeated.length} bindings were refreshed more than once`)
    check(forgotten.length === 0, `${name}: ${forgotten.length} bindings were forgotten`)
    counts.runs = (counts.runs ?? 0) + after.reduce((sum, n, i) => sum + n - (before[i] ?? 0), 0)
    for (const source of sources) {
      if (!source) continue
      const { most, order } = source.seen
      counts['most requests at a time to one origin'] = Math.max(
        most,
        counts['most requests at a time to one origin'] ?? 0,
      )
      check(most <= PER_ORIGIN, `${name}: ${most} requests at a time to one origin`)
      const inTurn = order.filter((index) => index < count - URGENT)
      const sorted = [...inTurn].sort((a, b) => a - b)
      const furthest = Math.max(0, ...inTurn.map((index, place) => Math.abs(sorted.indexOf(index) - place)))
      if (isOrdered && failedRuns.size === 0)
        check(furthest <= 64, `${name}: a binding was taken ${furthest} places out of its turn`)
    }
    const states = await statesOf()
    const failing = states.filter((state) => state?.status !== 'active').length
    check(
      failing === 0,
      `${name}: ${failing} bindings fail (${states.find((state) => state?.lastError)?.lastError?.message})`,
    )
  }

  async function runsOf(uid: string): Promise<number> {
    const { runs } = await house.store.runs.list(uid, { page: 1, limit: 100 })
    const failed = runs.filter(({ outcome }) => outcome === 'failed')
    for (const { id, error } of failed) failedRuns.set(id, `${uid}: ${error?.message}`)
    return runs.reduce((sum, { count: times }) => sum + times, 0) - failed.length
  }

  /** Most bindings that are due within one second. */
  async function mostInOneSecond(): Promise<number> {
    const bySecond = new Map<number, number>()
    for (const state of await statesOf()) {
      const second = Math.floor((state?.nextRefreshAt ?? 0) / 1000)
      bySecond.set(second, (bySecond.get(second) ?? 0) + 1)
    }
    return Math.max(...bySecond.values())
  }

  try {
    const now = clock.now()
    await house.store.templates.insert(storedTemplate('tmpl_storm', now))
    for (let i = 0; i < count; i++) {
      const source = sources[i % sources.length]
      await house.store.bindings.insert(...bindingOf(i, source?.url ?? null, now - (count - i) * 10))
    }
    const memory = liveMemory()
    await wave('at the start', () => house.scheduler.start(), true)
    counts['due within one second, at most'] = await mostInOneSecond()
    check((await mostInOneSecond()) <= Math.max(20, count / 10), 'after the first wave the due times are not spread')
    await wave('after a sleep', () => clock.pass(8 * 3_600_000), false)
    check((await mostInOneSecond()) <= Math.max(20, count / 10), 'after the second wave the due times are not spread')
    await wave('after a clock set forward', () => clock.pass(365 * 86_400_000), false)
    const grown = Math.round(liveMemory() - memory)
    counts['in the queue at a time, at most'] = mostInQueue
    counts['memory grown by, MiB'] = grown
    counts['failed runs that were tried again'] = failedRuns.size
    for (const failed of [...failedRuns.values()].slice(0, 5)) say(failed)
    check(mostInQueue <= MOST_IN_QUEUE, `${mostInQueue} bindings were in the queue at a time`)
    check(grown < MEMORY_MIB, `the memory grew by ${grown} MiB`)
    failures.push(...new Set(house.faults))
  } finally {
    await house.stop()
    for (const source of sources) await source?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
  return { counts, failures }
}
