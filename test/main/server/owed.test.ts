import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { DATABASE_FILE } from '../../../src/main/db/database-file.ts'
import { openStore } from '../../../src/main/db/store.ts'
import { until } from '../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { type Handler, sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'

/** What was acknowledged and then cut off is carried out by the next farm, and then owed no more. */

interface RunView {
  id: string
  trigger: string
  outcome: string
  count: number
}

let source: TestServer
let answer: Handler
let farm: TestFarm
let dataDir: string
let templateId: string
let uid: string

beforeAll(async () => {
  source = await startServer((request, response) => answer(request, response))
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-owed-'))
  farm = await startTestFarm({ dataDir })
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
  rmSync(dataDir, { recursive: true, force: true })
})
/** A binding of its own for each test; what the tests before have left is settled. */
beforeEach(async () => {
  answer = sendJson({ name: 'one' })
  templateId = await farm.template('<body>{{title}}{{edit}}</body>')
  uid = (
    await farm.binding({
      templateId,
      dataSource: { type: 'http', url: source.url },
      mapping: { title: 'name' },
      refreshPolicy: { type: 'manual' },
    })
  ).uid
  source.seen.length = 0
})

/** From here on nothing is drawn, however long it is waited for. */
function stopDrawing(): void {
  farm.farm.renderer.render = (_job, signal) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
}

async function restart(): Promise<void> {
  await farm.stop()
  farm = await startTestFarm({ dataDir })
}

/** The data folder as it is now, as a kill would leave it. */
function asKilled(): string {
  const copy = mkdtempSync(join(tmpdir(), 'bindery-killed-'))
  cpSync(dataDir, copy, { recursive: true })
  return copy
}

const runs = async (): Promise<RunView[]> => (await farm.call('GET', `/bindings/${uid}/runs`)).json.runs
const told = async () => (await runs()).filter(({ outcome }) => outcome !== 'cancelled').map(({ trigger }) => trigger)
const put = (body: object) => farm.call('PUT', `/bindings/${uid}`, body)
const never = (_: unknown, response: ServerResponse) => void response.on('close', () => {})

/** Another start finds nothing to do. */
async function expectNothingOwed(): Promise<void> {
  const before = await told()
  await restart()
  await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  expect(await told()).toEqual(['manual', ...before])
}

describe('an edit of a manual binding is drawn after a restart, from the data that is kept', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['defaults', () => put({ defaults: { edit: 'x' } })],
    ['mapping', () => put({ mapping: { title: 'name', edit: 'name' } })],
    ['output', () => put({ outputConfig: { width: 50 } })],
    ['template', () => farm.call('PUT', `/templates/${templateId}`, { html: '<body>{{title}}!</body>' })],
  ])('%s', async (_, edit) => {
    stopDrawing()
    await edit()
    await restart()
    await until(async () => (await runs())[0]?.outcome === 'rendered')
    expect(await told()).toEqual(['edit', 'manual'])
    expect(source.seen).toEqual([])
    await expectNothingOwed()
  })

  test('two edits that the same picture shows are drawn once', async () => {
    stopDrawing()
    await put({ defaults: { edit: 'x' } })
    await farm.call('PUT', `/templates/${templateId}`, { html: '<body>{{title}}!</body>' })
    await restart()
    await until(async () => (await runs())[0]?.outcome === 'rendered')
    await expectNothingOwed()
    expect(await told()).toEqual(['manual', 'edit', 'manual'])
  })
})

test('a refresh that was promised comes after a restart, once', async () => {
  answer = never
  expect((await farm.call('POST', `/bindings/${uid}/refresh`)).status).toBe(202)
  await until(() => source.seen.length === 1)
  answer = sendJson({ name: 'two' })
  await restart()
  await until(async () => (await runs())[0]?.outcome === 'rendered')
  expect(source.seen).toHaveLength(2)
  expect(await told()).toEqual(['manual', 'manual'])
  await expectNothingOwed()
})

describe('what a kill cut off is carried out under the id that was given for it', () => {
  const ways: [string, string, () => Promise<string>][] = [
    ['a promised refresh', 'manual', async () => `/bindings/${uid}/refresh`],
    ['a webhook call', 'webhook', async () => (await farm.call('GET', `/bindings/${uid}`)).json.binding.webhookUrl],
  ]
  test.each(ways)('%s', async (_, trigger, wayOf) => {
    // As long past due as it is owed: it is the promise that it keeps.
    await put({ refreshPolicy: { type: 'ttl', ttlSeconds: 60 } })
    const before = (await runs())[0]?.id
    answer = never
    const { runId } = (await farm.call('POST', await wayOf())).json
    await until(() => source.seen.length === 1)
    const killed = asKilled()
    const sqlite = new BetterSqlite3(join(killed, DATABASE_FILE))
    sqlite.prepare('UPDATE binding_states SET next_refresh_at = 1 WHERE uid = ?').run(uid)
    sqlite.close()
    answer = sendJson({ name: 'two' })
    const next = await startTestFarm({ dataDir: killed })
    const last = async () => (await next.call('GET', `/bindings/${uid}/runs`)).json.runs[0]
    await until(async () => (await last()).id !== before)
    expect(await last()).toMatchObject({ id: runId, trigger, outcome: 'rendered' })
    await next.stop()
    rmSync(killed, { recursive: true, force: true })
    await farm.call('DELETE', `/bindings/${uid}`)
  })
})

test('a promise that a run under way keeps is kept by it alone', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  answer = async (request, response) => {
    await promise
    await sendJson({ name: 'two' })(request, response)
  }
  const first = farm.call('POST', `/bindings/${uid}/refresh?wait=true`)
  await until(() => source.seen.length === 1)
  const { runId } = (await farm.call('POST', `/bindings/${uid}/refresh`)).json
  resolve()
  expect((await first).json.run.id).toBe(runId)
  await restart()
  await expectNothingOwed()
  expect(source.seen).toHaveLength(2)
})

test('an edit that met a fetch that fails is drawn all the same, from the data that is kept', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  answer = async (_, response) => {
    await promise
    response.writeHead(500).end()
  }
  await farm.call('POST', `/bindings/${uid}/refresh`)
  await until(() => source.seen.length === 1)
  await put({ defaults: { edit: 'x' } })
  resolve()
  await until(async () => (await runs())[0]?.outcome === 'rendered')
  expect((await runs()).slice(0, 2)).toMatchObject([{ trigger: 'edit', outcome: 'rendered' }, { outcome: 'failed' }])
  expect((await farm.call('GET', `/bindings/${uid}`)).json.binding.status).toBe('error')
})

test('a webhook call that comes while it is refreshed is not settled by that refresh', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  answer = async (request, response) => {
    // The refresh after the call never ends.
    if (source.seen.length > 1) return
    await promise
    await sendJson({ name: 'two' })(request, response)
  }
  const { webhookUrl } = (await farm.call('GET', `/bindings/${uid}`)).json.binding
  await farm.call('POST', `/bindings/${uid}/refresh`)
  await until(() => source.seen.length === 1)
  await farm.raw('POST', webhookUrl)
  resolve()
  await until(() => source.seen.length === 2)
  expect(await told()).toHaveLength(2)
  answer = sendJson({ name: 'three' })
  await restart()
  await until(async () => (await told()).length === 3)
  expect((await told())[0]).toBe('webhook')
  expect(source.seen).toHaveLength(3)
  await expectNothingOwed()
})

test('a promise that was kept before it could be noted is not kept twice', async () => {
  const { run } = (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json
  await farm.stop()
  const own = await openStore(dataDir)
  await own.bindings.promiseRefresh(uid, run.id)
  expect(await own.bindings.due(0, 10)).toEqual([])
  await own.bindings.promiseRefresh(uid, 'another')
  expect(await own.bindings.due(0, 10)).toEqual([{ uid, status: 'active', owed: 'manual', runId: 'another' }])
  await own.close()
  farm = await startTestFarm({ dataDir })
  // Of runs that find nothing new in a row the last one is kept, with their count.
  await until(async () => (await runs())[0]?.count === 2)
  expect(source.seen).toHaveLength(2)
})

describe('nothing is owed to', () => {
  test('a paused binding, until it is resumed', async () => {
    stopDrawing()
    await put({ defaults: { edit: 'x' } })
    await put({ status: 'paused' })
    await put({ defaults: { edit: 'y' } })
    await restart()
    await farm.call('POST', `/bindings/${uid}/resume`)
    await until(async () => (await runs())[0]?.outcome === 'rendered')
    expect((await runs()).map(({ trigger, outcome }) => `${trigger} ${outcome}`)).toEqual([
      'manual rendered',
      'edit cancelled',
      'manual rendered',
    ])
    await expectNothingOwed()
  })

  test('a deleted one, also when it is restored', async () => {
    stopDrawing()
    await put({ defaults: { edit: 'x' } })
    await farm.call('DELETE', `/bindings/${uid}`)
    await restart()
    await farm.call('POST', `/bindings/${uid}/restore`)
    await until(async () => (await runs())[0]?.outcome === 'rendered')
    expect((await runs()).map(({ trigger, outcome }) => `${trigger} ${outcome}`)).toEqual([
      'manual rendered',
      'edit cancelled',
      'manual rendered',
    ])
    await expectNothingOwed()
  })

  test('a webhook source that nothing was sent to', async () => {
    const definition = { templateId, dataSource: { type: 'webhook' }, mapping: {} }
    uid = (await farm.call('POST', '/bindings', definition)).json.binding.uid
    await put({ defaults: { edit: 'x' } })
    await farm.call('PUT', `/templates/${templateId}`, { html: '<body>{{title}}!</body>' })
    await restart()
    await farm.call('POST', '/bindings/test', definition)
    expect(await runs()).toEqual([])
  })
})
