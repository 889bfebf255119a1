import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DownloadOptions } from '../../../src/main/chromium/download.ts'
import { Problem } from '../../../src/shared/errors.ts'
import { until } from '../../helpers/clock.ts'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { openStream } from '../../helpers/event-stream.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { startServer } from '../../helpers/http-server.ts'
import { tempDir } from '../../helpers/temp-dir.ts'

/** A download whose end each test decides. */
const download = { running: null as DownloadOptions | null, end: Promise.withResolvers<string>(), isAborted: false }
async function fakeDownload(options: DownloadOptions): Promise<string> {
  download.running = options
  download.isAborted = false
  download.end = Promise.withResolvers()
  options.signal?.addEventListener('abort', () => {
    download.isAborted = true
    download.end.reject(options.signal?.reason)
  })
  return download.end.promise
}

let farm: TestFarm
let path: string
let templateId: string
beforeAll(async () => {
  farm = await underContract(await startTestFarm({ download: fakeDownload }))
  path = (await until(async () => (await look()).path)) as string
  templateId = await farm.template('<body>{{a}}</body>')
})
afterAll(() => farm.stop())

const look = async () => (await farm.call('GET', '/chromium')).json
const draw = async () => (await farm.call('POST', `/templates/${templateId}/render`, { variables: { a: 1 } })).status
const choose = (chromiumPath: string | null) => farm.call('PATCH', '/settings', { chromiumPath })

test('the state of the browser is told to those with a key', async () => {
  expect(await draw()).toBe(200)
  expect(await look()).toMatchObject({
    state: 'ready',
    version: expect.stringMatching(/^[\d.]+$/),
    source: expect.stringMatching(/bundled|downloaded|installed|setting/),
    detail: null,
    restarts: 0,
    download: null,
    downloadError: null,
  })
  expect((await look()).processes).toBeGreaterThan(0)
  problemOf(await farm.raw('GET', '/chromium'), 401, 'missing-authorization')
})

describe('a path in the settings', () => {
  test('is tried by starting it, and draws at once', async () => {
    const isAsked = Promise.withResolvers<void>()
    const isChosen = Promise.withResolvers<void>()
    const slow = await startServer(async (_, response) => {
      isAsked.resolve()
      await isChosen.promise
      response.writeHead(404).end()
    })
    const picture = await farm.template(`<img src="${slow.url}/x.png">`)
    const underWay = farm.call('POST', `/templates/${picture}/render`, {})
    await isAsked.promise
    const { status, json } = await choose(path)
    isChosen.resolve()
    expect((await underWay).status).toBe(200)
    await slow.stop()
    expect([status, json.settings.chromiumPath]).toEqual([200, path])
    expect(await look()).toMatchObject({ state: 'ready', source: 'setting', path })
    expect(await draw()).toBe(200)
  })

  test('that does not start is one clear error, and nothing changes', async () => {
    const broken = join(farm.dataDir, 'broken-chrome')
    writeFileSync(broken, '#!/bin/sh\nexit 1\n')
    chmodSync(broken, 0o755)
    const before = await look()
    for (const bad of [broken, '/no/such/chrome', farm.dataDir]) {
      const answer = await farm.call('PATCH', '/settings', { chromiumPath: bad, locale: 'fr-FR' })
      const { errors } = problemOf(answer, 400, 'validation-error')
      expect(errors).toEqual([{ field: 'chromiumPath', code: 'invalid_format', message: expect.stringContaining(bad) }])
    }
    const { settings } = (await farm.call('GET', '/settings')).json
    expect([settings.chromiumPath, settings.locale]).toEqual([path, 'en-US'])
    expect(await look()).toEqual(before)
    expect(await draw()).toBe(200)
  })

  test('can be taken back', async () => {
    expect((await choose(null)).status).toBe(200)
    expect((await look()).source).not.toBe('setting')
    expect(await draw()).toBe(200)
  })
})

describe('a download', () => {
  const begin = () => farm.call('POST', '/chromium/install')

  test('tells how far it is, and goes on one at a time', async () => {
    const stream = await openStream(farm, {}, { live: true })
    const { status, json } = await begin()
    expect([status, json.download]).toEqual([202, { bytes: 0, totalBytes: null }])
    problemOf(await begin(), 409, 'conflict')
    download.running?.onProgress?.(10, 100)
    expect((await look()).download).toEqual({ bytes: 10, totalBytes: 100 })
    download.end.resolve(path)
    await until(async () => (await look()).download === null)
    expect(await draw()).toBe(200)
    let told = await stream.next()
    while (told && told.event !== 'chromium.changed') told = await stream.next()
    expect(told?.data.data.download.bytes).toBe(0)
    stream.close()
  })

  test('can be called off', async () => {
    await begin()
    expect((await farm.call('DELETE', '/chromium/install')).json).toEqual({ cancelled: true })
    expect(download.isAborted).toBe(true)
    await until(async () => (await look()).download === null)
    expect((await look()).downloadError).toBeNull()
    problemOf(await farm.call('DELETE', '/chromium/install'), 409, 'conflict')
  })

  test('that fails says why, until the next one', async () => {
    await begin()
    download.end.reject(new Problem('unavailable', 'There is no network.'))
    await until(async () => (await look()).downloadError === 'There is no network.')
    expect((await look()).state).toBe('ready')
    expect((await begin()).json.downloadError).toBeNull()
    await farm.call('DELETE', '/chromium/install')
  })
})

test('a farm whose path in the settings has gone bad starts, and says so', async () => {
  const own = await startTestFarm({ dataDir: tempDir() })
  const wrapper = join(own.dataDir, 'my-chrome')
  writeFileSync(wrapper, `#!/bin/sh\nexec "${path}" "$@"\n`)
  chmodSync(wrapper, 0o755)
  expect((await own.call('PATCH', '/settings', { chromiumPath: wrapper })).status).toBe(200)
  await own.stop()
  writeFileSync(wrapper, '#!/bin/sh\nexit 1\n')
  const again = await startTestFarm({ dataDir: own.dataDir })
  const state = await until(async () => {
    const { json } = await again.call('GET', '/chromium')
    return json.state !== 'starting' && json
  })
  expect(state).toMatchObject({ state: 'failed', detail: expect.stringContaining(wrapper) })
  await again.stop()
})
