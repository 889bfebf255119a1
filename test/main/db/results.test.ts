import { expect, onTestFinished, test } from 'vitest'
import { firstState } from '../../../src/main/bindings/first-state.ts'
import type { StoredBinding } from '../../../src/main/db/bindings.ts'
import { NOTHING_OWED } from '../../../src/main/db/owed.ts'
import { commitResults, type RefreshResult } from '../../../src/main/db/results.ts'
import { openStore } from '../../../src/main/db/store.ts'
import { newRunId } from '../../../src/main/ids.ts'
import { storedBinding } from '../../helpers/stored-binding.ts'
import { storedRun } from '../../helpers/stored-run.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

const BINDING = storedBinding({ revision: 3 })

/** A refresh that read new data and failed with them. */
const result = (more: Partial<RefreshResult> = {}): RefreshResult => ({
  run: storedRun({ id: newRunId(), bindingUid: BINDING.uid, outcome: 'failed' }),
  revision: BINDING.revision,
  owed: NOTHING_OWED,
  askedSource: true,
  state: { status: 'error', failureCount: 1 },
  data: { sourceKey: 'k', text: '{"a":1}', hash: 'h', etag: null, lastModified: null, fetchedAt: 2 },
  images: [],
  events: () => [
    {
      type: 'render.failed',
      data: { type: 'image', templateId: BINDING.templateId, bindingId: BINDING.uid, error: 'x', errorCode: 'X' },
    },
  ],
  ...more,
})

async function storeWith(binding: StoredBinding) {
  const store = await openStore(tempDir())
  onTestFinished(() => store.close())
  await store.bindings.insert(binding, firstState(binding))
  const seen = async () => ({
    status: (await store.bindings.findWithDeleted(binding.uid))?.state.status,
    data: await store.bindings.data(binding.uid),
    outcomes: (await store.runs.list(binding.uid, { page: 1, limit: 10 })).runs.map(({ outcome }) => outcome),
  })
  return { store, seen }
}

test('a refresh of the definition that is stored is kept with all that it changes', async () => {
  const { store, seen } = await storeWith(BINDING)
  const [committed] = await commitResults(store.db, [result()])
  expect(committed?.events.map(({ type }) => type)).toEqual(['render.failed'])
  expect(await seen()).toMatchObject({ status: 'error', data: { text: '{"a":1}' }, outcomes: ['failed'] })
})

test('a refresh of a definition that was changed meanwhile changes nothing, and is told to be walked again', async () => {
  const { store, seen } = await storeWith(BINDING)
  const results = await commitResults(store.db, [result({ revision: 2 }), result({ revision: 4 })])
  expect(results).toEqual([null, null])
  expect(await seen()).toEqual({ status: 'active', data: null, outcomes: [] })
})

test.each([
  ['whose binding was deleted meanwhile', { ...BINDING, deletedAt: 2 }, {}],
  ['that was cancelled', BINDING, { run: storedRun({ id: 'run_1', bindingUid: BINDING.uid, outcome: 'cancelled' }) }],
])('a refresh %s is recorded as cancelled and changes nothing else', async (_, binding, more) => {
  const { store, seen } = await storeWith(binding)
  const [committed] = await commitResults(store.db, [result(more)])
  expect(committed).toMatchObject({ run: { outcome: 'cancelled', error: null }, events: [] })
  expect(await seen()).toEqual({ status: 'active', data: null, outcomes: ['cancelled'] })
})

test('a refresh whose binding is gone for good is kept nowhere', async () => {
  const { store, seen } = await storeWith({ ...BINDING, deletedAt: 2 })
  await store.bindings.purgeDeleted(3)
  const [committed] = await commitResults(store.db, [result()])
  expect(committed).toMatchObject({ run: { outcome: 'cancelled' }, events: [] })
  expect(await seen()).toEqual({ status: undefined, data: null, outcomes: [] })
})
