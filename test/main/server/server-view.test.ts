import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { problemOf, underContract } from '../../helpers/contract.ts'
import { startTestFarm, TEST_KEY, type TestFarm } from '../../helpers/farm.ts'

let farm: TestFarm
beforeAll(async () => {
  const publicUrl = new URL('https://images.example.org/')
  const options = { publicUrl, serverNames: ['farm.example.org'], allowHosts: ['10.0.0.0/8'] }
  farm = await underContract(await startTestFarm({ options }))
})
afterAll(() => farm.stop())

test('how the farm was started is told to those with a key, and the key is not', async () => {
  const { json, bytes } = await farm.call('GET', '/server')
  expect(json).toEqual({
    url: farm.farm.url,
    host: '127.0.0.1',
    port: Number(new URL(farm.farm.url).port),
    publicUrl: 'https://images.example.org',
    names: ['farm.example.org'],
    allowHosts: ['10.0.0.0/8'],
    dataDir: farm.dataDir,
    apiKeyFile: null,
    chromiumEndpoints: [],
    pageProxyListen: null,
    pageProxyAddress: null,
    chromium: null,
  })
  expect(bytes.toString()).not.toContain(TEST_KEY)
  problemOf(await farm.raw('GET', '/server'), 401, 'missing-authorization')
})

test('a key of the farm’s own lies in its data folder', async () => {
  const own = await startTestFarm({ options: { apiKey: null } })
  const headers = { authorization: `Bearer ${own.farm.keys.sessionToken}` }
  expect((await own.raw('GET', '/server', { headers })).json.apiKeyFile).toBe(join(own.dataDir, 'api-key'))
  await own.stop()
})
