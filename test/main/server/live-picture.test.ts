import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer } from '../../helpers/http-server.ts'

let farm: TestFarm
beforeAll(async () => {
  farm = await startTestFarm()
})
afterAll(() => farm.stop())

test('a binding of an HTTP source becomes a picture that changes with its data', async () => {
  let stars = 1
  const source = await startServer((request, response) => sendJson({ stargazers_count: stars })(request, response))
  const templateId = await farm.template('<body>{{stars}}</body>')
  const binding = await farm.binding({
    templateId,
    dataSource: { type: 'http', url: source.url },
    mapping: { stars: 'stargazers_count' },
  })

  const first = await farm.raw('GET', binding.renderUrl)
  expect(first.status).toBe(200)
  expect(first.headers.get('content-type')).toBe('image/png')
  expect(first.headers.get('x-bindery-state')).toBe('fresh')

  stars = 2
  const { json } = await farm.call('POST', `/bindings/${binding.uid}/refresh?wait=true`)
  expect(json.run).toMatchObject({ outcome: 'rendered', changed: ['stars'], trigger: 'manual' })
  const second = await farm.raw('GET', binding.renderUrl)
  expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'))
  await source.stop()
})
