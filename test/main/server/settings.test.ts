import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../src/shared/default-settings.ts'
import { makeCertificate } from '../../helpers/certificate.ts'
import { until } from '../../helpers/clock.ts'
import { type Contract, problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer } from '../../helpers/http-server.ts'

let farm: TestFarm & { contract: Contract }
let dataDir: string
const start = async () => {
  farm = await underContract(await startTestFarm({ dataDir, options: { allowHosts: [] } }))
}
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  await start()
})
afterAll(async () => {
  await farm.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

test('settings begin with their defaults', async () => {
  const secrets = { backend: 'file', available: true }
  expect((await farm.call('GET', '/settings')).json).toEqual({ secrets, settings: DEFAULT_SETTINGS })
})

test('those that are given change, the others stay, and all outlast a restart', async () => {
  const change = {
    locale: 'nb-NO',
    timeZone: 'Europe/Oslo',
    allow: [{ host: 'Intranet.Example:8080' }],
    picturesPerBinding: 3,
  }
  const { json } = await farm.call('PATCH', '/settings', change)
  expect(json.settings).toMatchObject({
    locale: 'nb-NO',
    timeZone: 'Europe/Oslo',
    allow: [{ host: 'Intranet.Example:8080', for: ['data', 'pages', 'webhooks'] }],
    picturesPerBinding: 3,
    runsPerBinding: DEFAULT_SETTINGS.runsPerBinding,
  })
  await farm.stop()
  await start()
  expect((await farm.call('GET', '/settings')).json).toEqual(json)
})

test('those that are changed at the same moment all hold', async () => {
  const { settings, sync } = farm.farm
  const changes = [{ runsPerBinding: 77 }, { picturesPerBinding: 11 }, { singleRenderDays: 3 }]
  await Promise.all(changes.map((change) => settings.change(change)))
  expect(settings.current()).toMatchObject(Object.assign({}, ...changes))
  await Promise.all([sync.setSettings({ auto: 'interval' }), sync.setSettings({ minutes: 30 })])
  expect((await sync.status()).settings).toMatchObject({ auto: 'interval', minutes: 30 })
  await sync.setSettings({ auto: 'off' })
})

test('locale and time zone are those of templates from then on', async () => {
  await farm.call('PATCH', '/settings', { locale: 'de-DE', timeZone: 'Asia/Tokyo' })
  const templateId = await farm.template('{{number n}} {{date d "HH:mm"}}', { width: 200, height: 50 })
  const dataSource = { type: 'static', data: { n: 1234.5, d: '2026-01-01T00:30:00Z' } }
  const { json } = await farm.call('POST', '/bindings/test', { templateId, dataSource, mapping: { n: 'n', d: 'd' } })
  expect(json.ok).toBe(true)
})

test('fewer pictures are kept soon after that is set, not with the next round of cleaning', async () => {
  const source = await startServer((request, response) => sendJson({ n: source.seen.length })(request, response))
  await farm.call('PATCH', '/settings', { picturesPerBinding: 3, allow: [{ host: '127.0.0.1', for: ['data'] }] })
  const templateId = await farm.template('{{n}}', { width: 20, height: 20 })
  const { uid } = await farm.binding({ templateId, dataSource: { type: 'http', url: source.url }, mapping: { n: 'n' } })
  const refresh = async () => (await farm.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run
  const draw = () => until<string>(async () => (await refresh()).imageUrl)
  const [older, newer] = [await draw(), await draw()]
  const status = async (url: string) => (await farm.raw('GET', url)).status
  expect(await status(older)).toBe(200)

  await farm.call('PATCH', '/settings', { picturesPerBinding: 1 })
  await until(async () => (await status(older)) === 404)
  expect(await status(newer)).toBe(200)
  await farm.call('PATCH', '/settings', { picturesPerBinding: 3, allow: [] })
  await source.stop()
})

test('an address that is allowed can be fetched at once, and no more once it is not', async () => {
  const source = await startServer(sendJson({ a: 1 }))
  const templateId = await farm.template('x')
  const test = async () => {
    const dataSource = { type: 'http', url: source.url }
    const { json } = await farm.call('POST', '/bindings/test', { templateId, dataSource, mapping: {} })
    return json.error?.code ?? 'fetched'
  }
  expect(await test()).toBe('BLOCKED_URL')
  await farm.call('PATCH', '/settings', { allow: [{ host: '127.0.0.1', for: ['data'] }] })
  expect(await test()).toBe('fetched')
  await farm.call('PATCH', '/settings', { allow: [{ host: '127.0.0.1', for: ['pages', 'webhooks'] }] })
  expect(await test()).toBe('BLOCKED_URL')
  await farm.call('PATCH', '/settings', { allow: [] })
  await source.stop()
})

test('an authority that is named is trusted at once for data, and no more once it is not; pages never go by it', async () => {
  const tls = makeCertificate(['127.0.0.1'])
  const extraCaFile = join(dataDir, 'authority.pem')
  writeFileSync(extraCaFile, tls.cert)
  const source = await startServer(sendJson({ a: 1 }), { tls })
  const templateId = await farm.template(`<!doctype html><img src="${source.url}/picture.png">`)
  const definition = { templateId, dataSource: { type: 'http', url: source.url }, mapping: {} }
  const dryRun = async () => (await farm.call('POST', '/bindings/test', definition)).json
  await farm.call('PATCH', '/settings', { allow: [{ host: '127.0.0.1' }] })

  expect((await dryRun()).error).toMatchObject({
    stage: 'tls',
    message: expect.stringMatching(/extraCaFile.*systemCas/),
  })
  await farm.call('PATCH', '/settings', { extraCaFile })
  expect((await dryRun()).ok).toBe(true)
  const { uid } = await farm.binding({ ...definition, refreshPolicy: { type: 'manual' } })
  const { runs } = (await farm.call('GET', `/bindings/${uid}/runs`)).json
  const { details } = (await farm.call('GET', `/bindings/${uid}/runs/${runs[0].id}`)).json
  expect(details.failedRequests).toEqual([
    { url: `${source.url}/picture.png`, reason: 'The certificate is not trusted' },
  ])
  await farm.call('PATCH', '/settings', { extraCaFile: null })
  expect((await dryRun()).error.stage).toBe('tls')
  await farm.call('PATCH', '/settings', { allow: [] })
  await source.stop()
})

test('data goes out by an outbound proxy at once, and directly once there is none', async () => {
  const proxy = await startServer(sendJson({ from: 'proxy' }))
  const templateId = await farm.template('x')
  const dataSource = { type: 'http', url: 'http://source.invalid/data' }
  const dryRun = async () => (await farm.call('POST', '/bindings/test', { templateId, dataSource, mapping: {} })).json
  expect((await dryRun()).error.stage).toBe('dns')
  await farm.call('PATCH', '/settings', { outboundProxy: proxy.url })
  expect((await dryRun()).data).toEqual({ from: 'proxy' })
  expect(proxy.seen.map(({ url }) => url)).toEqual([dataSource.url])
  await farm.call('PATCH', '/settings', { outboundProxy: null })
  expect((await dryRun()).error.stage).toBe('dns')
  await proxy.stop()
})

test('a change of other settings ends nothing that is under way', async () => {
  let answer = () => {}
  const source = await startServer((request, response) => {
    answer = () => void sendJson({ a: 1 })(request, response)
  })
  await farm.call('PATCH', '/settings', { allow: [{ host: '127.0.0.1' }] })
  const templateId = await farm.template('x')
  const dataSource = { type: 'http', url: source.url }
  const dryRun = farm.call('POST', '/bindings/test', { templateId, dataSource, mapping: {} })
  await until(() => source.seen.length)
  await farm.call('PATCH', '/settings', { locale: 'fr-FR', runsPerBinding: 50 })
  answer()
  expect((await dryRun).json.ok).toBe(true)
  await farm.call('PATCH', '/settings', { allow: [] })
  await source.stop()
})

test.each([
  [{ locale: 'not a locale' }, 'locale', 'invalid_format'],
  [{ timeZone: 'Mars/Olympus' }, 'timeZone', 'unknown_value'],
  [{ allow: [{ host: 'http://x/' }] }, 'allow[0].host', 'invalid_format'],
  [{ allow: [{ host: 'x', for: ['mail'] }] }, 'allow[0].for[0]', 'unknown_value'],
  [{ allow: 'x' }, 'allow', 'invalid_type'],
  [{ outboundProxy: 'https://proxy' }, 'outboundProxy', 'invalid_format'],
  [{ outboundProxy: 'http://proxy/path' }, 'outboundProxy', 'invalid_format'],
  [{ outboundProxy: 'http://user:%zz@proxy' }, 'outboundProxy', 'invalid_format'],
  [{ systemCas: 'yes' }, 'systemCas', 'invalid_type'],
  [{ extraCaFile: '/nowhere/ca.pem' }, 'extraCaFile', 'unknown_value'],
  [{ picturesPerBinding: 0 }, 'picturesPerBinding', 'out_of_range'],
  [{ singleRenderDays: 1.5 }, 'singleRenderDays', 'invalid_type'],
  [{ totalBytes: 1 }, 'totalBytes', 'out_of_range'],
])('%j is refused and changes nothing', async (change, field, code) => {
  const before = (await farm.call('GET', '/settings')).json
  const { errors } = problemOf(
    await farm.call('PATCH', '/settings', { runsPerBinding: 7, ...change }),
    400,
    'validation-error',
  )
  expect(errors).toEqual([{ field, code, message: expect.any(String) }])
  expect((await farm.call('GET', '/settings')).json).toEqual(before)
})

test('an entry of the allow list that is for nothing is told what it lacks', async () => {
  const { errors } = problemOf(
    await farm.call('PATCH', '/settings', { allow: [{ host: 'x', for: [] }] }),
    400,
    'validation-error',
  )
  expect(errors).toMatchObject([{ field: 'allow[0].for', message: 'At least 1 entry' }])
})

test('a file that holds no certificates is refused before it keeps the farm from starting', async () => {
  const file = join(dataDir, 'not-a-certificate.pem')
  writeFileSync(file, 'hello')
  const answer = await farm.call('PATCH', '/settings', { extraCaFile: file })
  expect(problemOf(answer, 400, 'validation-error').errors[0]).toMatchObject({ field: 'extraCaFile' })
})

test('the password of the outbound proxy outlasts a restart, and goes when its setting does', async () => {
  await farm.call('PATCH', '/settings', { outboundProxy: 'http://ada:p%40ss@127.0.0.1:3128' })
  await farm.stop()
  await start()
  expect((await farm.call('GET', '/settings')).json.settings.outboundProxy).toBe('http://ada:***@127.0.0.1:3128/')
  expect(farm.farm.settings.outboundProxy()).toBe('http://ada:p%40ss@127.0.0.1:3128/')
  // What stands for it names it for the same user, host and port alone.
  for (const other of [
    'http://bob:***@127.0.0.1:3128/',
    'http://ada:***@127.0.0.1:3129/',
    'http://ada:***@b.test:3128/',
  ]) {
    problemOf(await farm.call('PATCH', '/settings', { outboundProxy: other }), 400, 'validation-error')
  }
  expect(farm.farm.settings.outboundProxy()).toBe('http://ada:p%40ss@127.0.0.1:3128/')
  await farm.call('PATCH', '/settings', { outboundProxy: null })
  const again = { outboundProxy: 'http://ada:***@127.0.0.1:3128/' }
  expect((await farm.call('PATCH', '/settings', again)).status).toBe(400)
  expect(farm.farm.settings.outboundProxy()).toBeNull()
})
