import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findAppRoot } from '../../../src/main/process/app-root.ts'
import { until } from '../../helpers/clock.ts'
import { problemOf } from '../../helpers/contract.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'

const SECRET = 'sk-live-never-in-metrics'

let farm: TestFarm
let source: TestServer
let failing: TestServer
let receiver: TestServer
let uid: string
beforeAll(async () => {
  farm = await startTestFarm()
  source = await startServer(sendJson({ title: 'Hello' }))
  failing = await startServer(sendJson({}, {}, 500))
  receiver = await startServer(sendJson({}))
  const subscription = { event: 'render.completed', targetUrl: receiver.url, platform: 'custom' }
  await farm.call('POST', '/webhook-subscriptions', subscription)
  const templateId = await farm.template('<p>{{title}}</p>')
  const definition = { templateId, mapping: { title: 'title' }, refreshPolicy: { type: 'manual' } }
  const credentials = { type: 'bearer_token', value: SECRET }
  const binding = await farm.binding({ ...definition, dataSource: { type: 'http', url: source.url, credentials } })
  uid = binding.uid
  await farm.call('GET', new URL(binding.renderUrl).pathname)
  await farm.binding({ ...definition, dataSource: { type: 'http', url: failing.url } })
  await until(() => receiver.seen.length)
  await farm.call('GET', '/no/such/path')
  await farm.farm.retention.clean()
})
afterAll(async () => {
  await farm.stop()
  for (const server of [source, failing, receiver]) await server.stop()
})

/** The figure of one series, written as Prometheus does; undefined where it is not there. */
const figure = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length))
}
const scrape = async () => (await farm.call('GET', '/metrics')).bytes.toString()

describe('/metrics', () => {
  test('each scrape has measured the delays of the process, also the first, one after another and two at a time', async () => {
    const texts = [await scrape(), await scrape(), ...(await Promise.all([scrape(), scrape()]))]
    for (const text of texts) {
      for (const at of ['min', 'mean', 'max', 'p99']) {
        const seconds = figure(text, `nodejs_eventloop_lag_${at}_seconds`) ?? Number.NaN
        expect([at, seconds > 0, seconds < 60]).toEqual([at, true, true])
      }
    }
  })

  test('wants the key, and answers Prometheus text at both paths', async () => {
    problemOf(await farm.raw('GET', '/metrics'), 401, 'missing-authorization')
    for (const path of ['/metrics', '/v1/metrics']) {
      const { status, headers, bytes } = await farm.call('GET', path)
      expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
      expect(headers.get('cache-control')).toBe('no-store')
      for (const line of bytes.toString().trimEnd().split('\n')) {
        expect(line).toMatch(/^(# (HELP|TYPE) |[a-z][a-z0-9_]*(\{.*\})? [-+.\deEInNaf]+$|$)/)
      }
    }
  })

  test('counts runs, phases, renders, fetches, deliveries, events and requests', async () => {
    await until(async () => figure(await scrape(), 'bindery_delivery_attempts_total{result="delivered"}'))
    const text = await scrape()
    const at = (series: string) => figure(text, series)
    // The sample binding of a first start runs too, whenever it is due.
    expect(at('bindery_runs_total{outcome="rendered",trigger="manual"}')).toBeGreaterThanOrEqual(1)
    expect(at('bindery_runs_total{outcome="failed",trigger="manual"}')).toBe(1)
    expect(at('bindery_runs_total{outcome="cancelled",trigger="webhook"}')).toBe(0)
    expect(at('bindery_run_failures_total{stage="status"}')).toBe(1)
    for (const phase of ['queue', 'fetch', 'map', 'compose', 'render', 'store']) {
      expect([phase, at(`bindery_run_phase_duration_seconds_count{phase="${phase}"}`)]).not.toEqual([phase, undefined])
    }
    expect(at('bindery_renders_total{format="png",result="drawn"}')).toBeGreaterThanOrEqual(1)
    const drawn = at('bindery_render_duration_seconds_sum{format="png"}') ?? 0
    // Seconds, not milliseconds: a render here takes far less than a minute.
    expect([drawn > 0, drawn < 60]).toEqual([true, true])
    expect(at('bindery_fetches_total{result="data"}')).toBe(1)
    expect(at('bindery_fetches_total{result="failed"}')).toBe(1)
    expect(at('bindery_fetched_bytes_total')).toBe(JSON.stringify({ title: 'Hello' }).length)
    expect(at('bindery_events_total{type="binding.failed"}')).toBe(1)
    const served = 'bindery_http_requests_total{method="GET",route="/b/:uid.:extension",status="200"}'
    expect(at(served)).toBe(1)
    expect(at('bindery_http_requests_total{method="GET",route="none",status="404"}')).toBe(1)
  })

  test('asks for what can be asked for: queues, bindings, browsers, sizes, memory, versions', async () => {
    // The sample binding of a first start may just be due.
    const text = await until(async () => {
      const text = await scrape()
      return figure(text, 'bindery_queue_depth{queue="refresh"}') === 0 && text
    })
    const at = (series: string) => figure(text, series)
    expect(at('bindery_bindings{status="error"}')).toBe(1)
    expect(at('bindery_bindings{status="active"}')).toBe(2)
    expect(at('bindery_queue_depth{queue="render"}')).toBe(0)
    expect(at('bindery_browser_state{state="ready"}')).toBe(1)
    expect(at('bindery_browser_state{state="failed"}')).toBe(0)
    expect(at('bindery_browser_restarts_total')).toBe(0)
    for (const name of ['browser_processes', 'pictures_bytes', 'database_bytes']) {
      expect([name, (at(`bindery_${name}`) ?? 0) > 0]).toEqual([name, true])
    }
    if (process.platform === 'linux') {
      expect(at('bindery_browser_memory_bytes')).toBeGreaterThan(1_000_000)
      expect(at('bindery_memory_bytes')).toBeGreaterThan(at('bindery_browser_memory_bytes') ?? Infinity)
    }
    expect(text).toMatch(/^bindery_build_info\{version="[\d.]+",node="24\.[\d.]+",chromium="\S+"\} 1$/m)
    for (const name of [
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
    ])
      expect(at(name)).toBeDefined()
  })

  test('labels are of closed sets: no uid, host, path, name or secret, whatever is asked for', async () => {
    const before = (await scrape()).split('\n').length
    await farm.call('GET', '/status')
    for (let i = 0; i < 50; i++) {
      await farm.raw('GET', `/b/bind_${i}.png?token=${SECRET}`)
      await farm.raw('GET', `/app/${SECRET}-${i}`)
      await farm.raw('GET', `/${SECRET}/${i}`)
    }
    const text = await scrape()
    // Three routes and statuses that were not there before at most, each with its buckets.
    expect(text.split('\n').length - before).toBeLessThan(70)
    for (const word of [SECRET, uid, 'bind_', 'tmpl_', farm.dataDir, new URL(source.url).host, 'A template']) {
      expect(text).not.toContain(word)
    }
  })

  test('two scrapes at a time give the same figures as one', async () => {
    const texts = await Promise.all([scrape(), scrape(), scrape()])
    for (const text of texts) expect(figure(text, 'bindery_bindings{status="active"}')).toBe(2)
  })
})

test('docs/operations.md lists every metric of the farm, with its type and labels, and no other', () => {
  const docs = readFileSync(join(findAppRoot(), 'docs', 'operations.md'), 'utf8')
  const rows = [...docs.matchAll(/^\| `(bindery_\w+)` \| (\w+) \|(.*?)\| .+ \|$/gm)]
  const documented = rows.map(([, name, type, labels = '']) => [
    name,
    type,
    [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
  ])
  const known = farm.farm.metrics.list().filter(({ name }) => name.startsWith('bindery_'))
  expect(documented.sort()).toEqual(known.map(({ name, type, labels }) => [name, type, labels]).sort())
})

test('names and units follow the conventions of Prometheus', () => {
  for (const { name, type } of farm.farm.metrics.list()) {
    if (!name.startsWith('bindery_')) continue
    expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')])
    if (type === 'histogram') expect(name).toMatch(/_seconds$/)
    expect(name).not.toMatch(/_(ms|milliseconds|mb|kb)\b/)
  }
})
