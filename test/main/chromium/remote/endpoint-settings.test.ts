import { expect, onTestFinished, test } from 'vitest'
import { chromiumEndpointSchema } from '../../../../src/shared/chromium-endpoint.ts'
import { until } from '../../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../../helpers/farm.ts'
import { startServer } from '../../../helpers/http-server.ts'
import { secretSearch } from '../../../helpers/secret-search.ts'
import { tempDir } from '../../../helpers/temp-dir.ts'

const TOKEN = 'hush-token-4711'
const PASSWORD = 'hush-password-4712'

/** Where there is no browser; it is enough to be asked. */
async function startEndpoint() {
  const endpoint = await startServer((_request, response) => void response.writeHead(500).end('no'))
  onTestFinished(() => endpoint.stop())
  return endpoint
}

const endpointsOf = async (farm: TestFarm) => (await farm.call('GET', '/chromium')).json.endpoints
const settingsOf = async (farm: TestFarm) => (await farm.call('GET', '/settings')).json.settings

test('what is secret in the URL of a browser elsewhere is used, sealed, and told to nobody', async () => {
  const endpoint = await startEndpoint()
  const dataDir = tempDir()
  const fixed = [{ url: `http://127.0.0.1:${endpoint.port}/fixed?token=${TOKEN}`, weight: 1 }]
  // One that is named twice is one.
  const farm = await startTestFarm({ dataDir, options: { chromiumEndpoints: [...fixed, ...fixed] } })
  const url = `http://me:${PASSWORD}@127.0.0.1:${endpoint.port}/?token=${TOKEN}&launch=%7B%7D`
  const shown = `http://me:***@127.0.0.1:${endpoint.port}/?token=***&launch=%7B%7D`
  const changed = await farm.call('PATCH', '/settings', { chromiumEndpoints: [{ url, weight: 3 }] })
  expect(changed.json.settings.chromiumEndpoints).toEqual([{ url: shown, weight: 3 }])
  await until(async () => (await endpointsOf(farm)).every(({ state }: { state: string }) => state === 'unreachable'))
  const [own, set, ...others] = await endpointsOf(farm)
  expect(others).toEqual([])
  expect(own).toMatchObject({ isFixed: true, url: `http://127.0.0.1:${endpoint.port}/fixed?token=***` })
  expect(set).toMatchObject({ isFixed: false, url: shown, detail: 'It answered 500 when asked for /json/version.' })
  const asked = endpoint.seen.find((request) => request.url.startsWith('/json/version'))
  expect(asked?.url).toContain(`token=${TOKEN}`)
  expect(asked?.headers.authorization).toBe(`Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`)

  const answers = ['/settings', '/chromium', '/server', '/diagnostics', '/healthz', '/status', '/metrics']
  const told = await Promise.all(answers.map(async (path) => (await farm.call('GET', path)).bytes.toString()))
  for (const secret of [TOKEN, PASSWORD]) {
    expect(secretSearch(secret).findIn(Buffer.from([...told, farm.logged()].join('\n')))).toEqual([])
    expect(secretSearch(secret).findInFolder(dataDir)).toEqual([])
  }
  expect(farm.logged()).toContain(`"browser":"127.0.0.1:${endpoint.port}","state":"unreachable"`)
  expect(told[3]).not.toContain(`${endpoint.port}`)

  // The same with `***` means keep; another place means give it again.
  await farm.call('PATCH', '/settings', { chromiumEndpoints: [{ url: shown, weight: 2 }] })
  const moved = await farm.call('PATCH', '/settings', {
    chromiumEndpoints: [{ url: shown.replace('127.0.0.1', 'localhost'), weight: 2 }],
  })
  expect(moved.status).toBe(400)
  expect(moved.json.errors).toMatchObject([{ field: 'chromiumEndpoints[0].url', code: 'required' }])
  await farm.stop()

  const again = await startTestFarm({ dataDir })
  onTestFinished(() => again.stop())
  expect((await settingsOf(again)).chromiumEndpoints).toEqual([{ url: shown, weight: 2 }])
  const before = endpoint.seen.length
  await until(() => endpoint.seen.slice(before).some((request) => request.url.includes(TOKEN)))
})

test('a browser on another machine is not asked for anything until there is a way back for its pages', async () => {
  const farm = await startTestFarm({ options: { chromiumEndpoints: [{ url: 'http://192.0.2.1:9222', weight: 1 }] } })
  onTestFinished(() => farm.stop())
  await until(async () => (await endpointsOf(farm))[0].state === 'refused')
  expect((await endpointsOf(farm))[0].detail).toContain('(pageProxyListen)')
  expect((await farm.raw('GET', '/healthz')).json).toMatchObject({ status: 'ok', checks: { endpoints: 'degraded' } })
  await farm.call('PATCH', '/settings', { pageProxyListen: '0.0.0.0:0' })
  await until(async () => (await endpointsOf(farm))[0].detail?.includes('pageProxyAddress'))
})

test('a proxy that can not listen where it should is told of', async () => {
  const taken = await startEndpoint()
  const farm = await startTestFarm({
    options: {
      pageProxyListen: `127.0.0.1:${taken.port}`,
      chromiumEndpoints: [{ url: taken.url, weight: 1 }],
    },
  })
  onTestFinished(() => farm.stop())
  await until(async () => (await endpointsOf(farm))[0].state === 'unreachable')
  expect((await endpointsOf(farm))[0].detail).toBe(
    `The pages' proxy can not listen at 127.0.0.1:${taken.port} (EADDRINUSE).`,
  )
})

test.each(['ftp://127.0.0.1:1', 'nonsense', 'http://127.0.0.1:1/#2', 'http://%zz@127.0.0.1:1'])(
  '%s is no endpoint',
  (url) => {
    const read = chromiumEndpointSchema.safeParse({ url })
    expect(read.error?.issues[0]?.message).toBe('Expected http(s)://host:port or ws(s)://host:port')
  },
)
