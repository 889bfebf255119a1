import type { SyncStatus } from '../../../src/shared/sync.ts'
import { until } from '../clock.ts'
import { openStream } from '../event-stream.ts'
import type { HostedServer } from '../hosted-server.ts'
import type { SyncFarm } from '../sync-farm.ts'

/** Of ten changes two are made there, three are new here, and the others are made to what is on both sides. */
const isMadeThere = (index: number) => index % 10 < 2
const isNew = (index: number) => index % 10 >= 7

type Progress = NonNullable<SyncStatus['progress']>

export interface LimitedSync {
  status: SyncStatus
  /** How far it was while it went on, as often as it was looked at, and as it was told. */
  seen: Progress[]
  told: Progress[]
  calls: number
  /** Calls that came although the limit was reached. */
  beyond: number
  /** The names that either side has. */
  here: string[]
  there: string[]
}

/** Makes so many changes, and carries them out in one sync, against a server that takes so many calls in a window. */
export async function syncWithin(
  limit: number,
  farm: SyncFarm,
  api: HostedServer,
  count: number,
): Promise<LimitedSync> {
  const template = await farm.template('<p>{{title}}</p>', { name: 'Used by all' })
  const indices = Array.from({ length: count }, (_, index) => index)
  const old = indices.filter((index) => !isNew(index))
  const uids = new Map<number, string>()
  for (const index of old) uids.set(index, (await farm.quietBinding(`Old ${index}`, template)).uid)
  await farm.connect(api)
  await farm.settle()

  const twins = new Map(api.all('binding').map(({ name, uid }) => [String(name), String(uid)]))
  for (const index of indices) {
    if (isNew(index)) await farm.quietBinding(`New ${index}`, template)
    else if (isMadeThere(index)) api.change('binding', twins.get(`Old ${index}`) ?? '', { name: `Theirs ${index}` })
    else await farm.call('PUT', `/bindings/${uids.get(index)}`, { name: `Mine ${index}` })
  }
  const { id } = await farm.plan()
  const before = { calls: api.calls.length, windows: api.windows.length }
  const stream = await openStream(farm, {}, { live: true })
  const { lastSyncAt } = await farm.status()
  const isOver = ({ state, lastSyncAt: at, lastError }: SyncStatus) =>
    state !== 'planning' && state !== 'applying' && (at !== lastSyncAt || lastError !== null)
  const seen: Progress[] = []
  const told: Progress[] = []
  const listening = listen()
  await farm.call('POST', '/sync/apply', { planId: id })
  const status = await until(async () => {
    const now = await farm.status()
    if (now.state === 'applying' && now.progress) seen.push(now.progress)
    return isOver(now) && now
  }, 180_000)
  await listening
  stream.close()
  return {
    ...{ status, seen, told },
    calls: api.calls.length - before.calls,
    beyond: api.windows.slice(before.windows).reduce((sum, calls) => sum + Math.max(0, calls - limit), 0),
    here: await namesHere(farm),
    there: api
      .all('binding')
      .map(({ name }) => String(name))
      .sort(),
  }

  /** Until the end is told too. */
  async function listen(): Promise<void> {
    for (;;) {
      const event = await stream.next()
      if (event === null) throw new Error('The stream has ended')
      if (event.event !== 'sync.changed') continue
      const now: SyncStatus = event.data.data
      if (isOver(now)) return
      if (now.state === 'applying' && now.progress) told.push(now.progress)
    }
  }
}

async function namesHere(farm: SyncFarm): Promise<string[]> {
  const names: string[] = []
  for (let page = 1; ; page++) {
    const { json } = await farm.call('GET', `/bindings?limit=100&page=${page}`)
    names.push(...json.bindings.map(({ name }: { name: string }) => name))
    if (!json.pagination.hasNext) return names.sort()
  }
}
