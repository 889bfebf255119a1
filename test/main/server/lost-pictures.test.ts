import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { until } from '../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { type Handler, sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'

const good = sendJson({ title: 'x' })
/** It is not to be asked again before the tests are over, in which it is counted how often it was asked. */
const down = sendJson({ error: 'down' }, { 'retry-after': '3600' }, 500)
let answer: Handler = good
let dataDir: string
let farm: TestFarm
let source: TestServer
let templateId: string
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  farm = await startTestFarm({ dataDir })
  source = await startServer((request, response) => answer(request, response))
  templateId = await farm.template('<p>{{title}}</p>')
})
beforeEach(() => {
  answer = good
})
afterAll(async () => {
  await farm.stop()
  await source.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const pictures = () => join(dataDir, 'pictures')
const files = () =>
  readdirSync(pictures(), { recursive: true, encoding: 'utf8' })
    .map((name) => join(pictures(), name))
    .filter((path) => statSync(path).isFile())

async function bindingOf(more: object = {}) {
  const definition = { templateId, dataSource: { type: 'http', url: source.url }, mapping: { title: 'title' } }
  return farm.binding({ ...definition, refreshPolicy: { type: 'ttl', ttlSeconds: 3600 }, ...more })
}

/** Something befalls the files while the farm is down, so that nothing of them is in memory. */
async function meanwhile(harm: () => void): Promise<void> {
  await farm.stop()
  harm()
  farm = await startTestFarm({ dataDir })
}
const removeAll = () => rmSync(pictures(), { recursive: true })
const garbleAll = () => {
  for (const file of files()) writeFileSync(file, readFileSync(file).fill(7, 60))
}

async function picture(binding: { uid: string }, extension = 'png') {
  const { status, headers, bytes } = await farm.raw('GET', `/b/${binding.uid}.${extension}`)
  const { format, width } = await sharp(bytes).metadata()
  await sharp(bytes).raw().toBuffer()
  return { status, state: headers.get('x-bindery-state'), format, width }
}
const fresh = { status: 200, state: 'fresh', format: 'png', width: 120 }
const runsOf = async ({ uid }: { uid: string }) => (await farm.call('GET', `/bindings/${uid}/runs`)).json.runs

test('the folder of pictures is removed while the farm runs: the last ones are served, and new ones drawn', async () => {
  const binding = await bindingOf()
  removeAll()
  expect(await picture(binding)).toEqual(fresh)
  expect(await picture(await bindingOf())).toEqual(fresh)
})

test.each([
  ['gone', removeAll],
  ['damaged', garbleAll],
])('a picture whose file is %s is drawn again from the data that is kept, once, however many ask', async (_, harm) => {
  const binding = await bindingOf({ refreshPolicy: { type: 'manual' } })
  await meanwhile(harm)
  const asked = source.seen.length
  const all = await Promise.all(Array.from({ length: 8 }, () => picture(binding)))
  expect(all).toEqual(Array(8).fill(fresh))
  expect(source.seen.length).toBe(asked)
  expect((await runsOf(binding)).map(({ outcome }: { outcome: string }) => outcome)).toEqual(['rendered', 'rendered'])
  expect(farm.logged()).toContain('A picture was lost and is drawn again')
  await meanwhile(() => {})
  expect(await picture(binding)).toEqual(fresh)
})

test('another format whose picture is lost is drawn again too', async () => {
  const binding = await bindingOf()
  await meanwhile(garbleAll)
  expect(await picture(binding, 'webp')).toEqual({ ...fresh, format: 'webp' })
})

test('while the source fails, the last good picture comes back from the data that is kept', async () => {
  const binding = await bindingOf()
  answer = down
  await farm.call('POST', `/bindings/${binding.uid}/refresh?wait=true`)
  await meanwhile(removeAll)
  expect(await picture(binding)).toEqual({ ...fresh, state: 'stale' })
  expect((await farm.call('GET', `/bindings/${binding.uid}`)).json.binding.status).toBe('error')
})

test('after a restore that had no pictures they come back from the data that are kept, and no source is asked', async () => {
  const asked = await bindingOf({ refreshPolicy: { type: 'manual' } })
  const failing = await bindingOf()
  answer = down
  await farm.call('POST', `/bindings/${failing.uid}/refresh?wait=true`)
  const { backup } = (await farm.call('POST', '/backups')).json
  removeAll()
  expect((await farm.call('POST', `/backups/${backup.name}/restore`)).status).toBe(202)
  source.seen.length = 0
  await meanwhile(() => {})
  for (const [binding, state] of [
    [asked, 'fresh'],
    [failing, 'stale'],
  ] as const) {
    await until(async () => (await picture(binding)).status === 200)
    expect(await picture(binding)).toEqual({ ...fresh, state })
  }
  expect(source.seen).toEqual([])
})

test('the default picture comes back', async () => {
  const binding = await bindingOf({
    refreshPolicy: { type: 'ttl', ttlSeconds: 3600, onError: 'serve_default' },
    defaults: { title: 'default' },
  })
  answer = down
  await farm.call('POST', `/bindings/${binding.uid}/refresh?wait=true`)
  expect((await picture(binding)).state).toBe('default')
  await meanwhile(removeAll)
  expect(await picture(binding)).toEqual({ ...fresh, state: 'default' })
})

test('a paused binding draws nothing: its card is shown until it is resumed', async () => {
  const binding = await bindingOf()
  await farm.call('POST', `/bindings/${binding.uid}/pause`)
  await meanwhile(removeAll)
  expect((await picture(binding)).status).toBe(502)
  expect(await runsOf(binding)).toHaveLength(1)
  await farm.call('POST', `/bindings/${binding.uid}/resume`)
  expect(await picture(binding)).toMatchObject({ status: 200, state: 'fresh' })
})

test('a single render whose file is lost is gone', async () => {
  const { json } = await farm.call('POST', `/templates/${templateId}/render`, { variables: { title: 'x' } })
  await meanwhile(removeAll)
  expect((await farm.raw('GET', new URL(json.url).pathname)).status).toBe(404)
})
