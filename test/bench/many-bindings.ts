import { setTimeout as pause } from 'node:timers/promises'
import { sourceKey } from '../../src/main/bindings/source-key.ts'
import { insertBinding, putData } from '../../src/main/db/bindings.ts'
import { insertRun } from '../../src/main/db/runs.ts'
import { openStore, type Store } from '../../src/main/db/store.ts'
import { newBindingUid, newRunId, randomToken } from '../../src/main/ids.ts'
import type { HttpDataSource } from '../../src/shared/data-source.ts'
import { type FarmProgram, withFarmProgram } from './program.ts'

/** Different pictures among the bindings; the others show the same again. */
const PICTURES = 24
const DAY_MS = 86_400_000
/** The sources of benches are on this machine. */
export const ALLOW_LOOPBACK = ['--allow-host', '127.0.0.1']

/**
 * Makes a data dir with that many bindings of fixed data. A few are drawn by a real farm; the others are written to
 * its database with their pictures, as thousands of draws would take an hour.
 */
export async function makeManyBindings(dataDir: string, count: number): Promise<void> {
  await withFarmProgram(dataDir, [], async (farm) => {
    const { templates } = (await farm.call('GET', '/templates')) as { templates: { uid: string }[] }
    for (let i = 0; i < PICTURES; i++) {
      await farm.call('POST', '/bindings', {
        name: `Binding ${i + 1}`,
        templateId: templates[i % templates.length]?.uid,
        dataSource: { type: 'static', data: { title: `Picture ${i + 1}` } },
        mapping: { title: 'title' },
        refreshPolicy: { type: 'manual' },
      })
    }
    await allDrawn(farm)
    await pauseSample(farm)
  })
  await copyBindings(dataDir, count)
}

/** Makes a data dir with that many bindings, each with a URL of its own, all of which have had their first refresh. */
export async function makeSourcedBindings(
  dataDir: string,
  count: number,
  urlOf: (n: number) => string,
  ttlSeconds = 604_800,
): Promise<void> {
  await withFarmProgram(dataDir, ALLOW_LOOPBACK, async (farm) => {
    const { templates } = (await farm.call('GET', '/templates')) as { templates: { uid: string; name: string }[] }
    await farm.call('POST', '/bindings', {
      name: 'Binding 1',
      templateId: templates.find(({ name }) => name === 'Social image')?.uid,
      dataSource: { type: 'http', url: urlOf(0) },
      mapping: { title: 'title' },
      refreshPolicy: { type: 'ttl', ttlSeconds },
    })
    await allDrawn(farm)
    await pauseSample(farm)
  })
  const store = await openStore(dataDir)
  try {
    await copySourced(store, count, urlOf)
  } finally {
    await store.close()
  }
}

/** Row by row, as thousands of calls would take minutes. */
async function copySourced(store: Store, count: number, urlOf: (n: number) => string): Promise<void> {
  const { bindings } = await store.bindings.list({ page: 1, limit: 100 })
  const [model] = bindings.filter(({ binding }) => binding.origin === 'user')
  const data = model && (await store.bindings.data(model.binding.uid))
  const [run] = model ? (await store.runs.list(model.binding.uid, { page: 1, limit: 1 })).runs : []
  if (!model || !data || !run) throw new Error('The first binding has not had its refresh')
  await store.db.atOnce((statements) => {
    for (let n = 1; n < count; n++) {
      const dataSource = { ...(model.binding.dataSource as HttpDataSource), url: urlOf(n) }
      const own = { uid: newBindingUid(), name: `Binding ${n + 1}`, webhookToken: randomToken(), dataSource }
      const binding = { ...model.binding, ...own, createdAt: model.binding.createdAt + n }
      insertBinding(statements, binding, { ...model.state, uid: own.uid })
      putData(statements, own.uid, { ...data, sourceKey: sourceKey(binding) })
      insertRun(statements, { ...run, id: newRunId(), bindingUid: own.uid })
    }
  })
}

async function allDrawn({ call }: FarmProgram): Promise<void> {
  for (let i = 0; i < 3_000; i++) {
    const { bindings } = (await call('GET', '/bindings?limit=100')) as { bindings: { image: unknown }[] }
    if (bindings.every(({ image }) => image !== null)) return
    await pause(100)
  }
  throw new Error('The first pictures were not drawn within five minutes')
}

/** Its countdown would be drawn every second, among what one event draws. */
async function pauseSample({ call }: FarmProgram): Promise<void> {
  const { bindings } = (await call('GET', '/bindings?limit=100')) as {
    bindings: { uid: string; name: string }[]
  }
  const moving = bindings.filter(({ name }) => !name.startsWith('Binding '))
  for (const { uid } of moving) await call('POST', `/bindings/${uid}/pause`)
}

async function copyBindings(dataDir: string, count: number): Promise<void> {
  const store = await openStore(dataDir)
  try {
    const { bindings, total } = await store.bindings.list({ page: 1, limit: 100 })
    const models = bindings.filter(({ binding }) => binding.origin === 'user')
    const copies = Array.from({ length: count - total }, (_, i) => {
      const { binding, state } = models[i % models.length] as (typeof models)[number]
      const uid = newBindingUid()
      const at = Date.now() - 60 * DAY_MS + i
      return {
        binding: { ...binding, uid, name: `Binding ${total + i + 1}`, webhookToken: randomToken(), createdAt: at },
        state: { ...state, uid, lastRefreshAt: at, lastRenderedAt: at },
      }
    })
    await store.definitions.insertAll([], copies, Date.now())
  } finally {
    await store.close()
  }
}
