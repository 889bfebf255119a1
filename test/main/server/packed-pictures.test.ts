import { afterEach, expect, test } from 'vitest'
import { decodePng } from '../../helpers/chromium.ts'
import { shiftedClock, until } from '../../helpers/clock.ts'
import { startTestFarm, type TestFarm } from '../../helpers/farm.ts'
import { restSample } from '../../helpers/rest-sample.ts'

const HOUR = 3_600_000
const HTML =
  '<!doctype html><body style="margin:0;background:linear-gradient(30deg,#123,#fc8);font:30px serif">{{text}}'

let held: TestFarm
afterEach(() => held?.stop())

/** A farm whose clocks both run ahead when they are told to. */
async function farmWithPicture(
  outputConfig: object = {},
): Promise<{ packAll(): Promise<void>; path: string; uid: string }> {
  const clock = shiftedClock()
  let ahead = 0
  const pass = (ms: number) => {
    ahead += ms
    clock.pass(ms)
  }
  const monotonic = () => performance.now() + ahead
  held = await startTestFarm({ now: clock.now, monotonic })
  const templateId = await held.template(HTML, { width: 400, height: 300 })
  const { uid, renderUrl } = await held.binding({
    templateId,
    dataSource: { type: 'static', data: { text: 'Packed' } },
    mapping: { text: 'text' },
    refreshPolicy: { type: 'manual' },
    outputConfig,
  })
  // It would be due whenever time is let pass.
  await restSample(held)

  async function packAll(): Promise<void> {
    pass(HOUR)
    await until(async () => {
      pass(5_000)
      await held.farm.packing.look()
      return (await metrics()).includes('bindery_pictures_packed_total{result="smaller"} 1')
    })
  }
  return { packAll, path: new URL(renderUrl).pathname, uid }
}

const metrics = async (): Promise<string> => (await held.call('GET', '/metrics')).bytes.toString()

test('a render URL answers with the smaller picture under its own tag, and nobody is told of a run', {
  timeout: 60_000,
}, async () => {
  const { packAll, path, uid } = await farmWithPicture()
  const fast = await held.raw('GET', path)
  const runsBefore = (await held.call('GET', `/bindings/${uid}/runs`)).json.pagination.total
  const told: string[] = []
  held.farm.onEvent(({ type }) => told.push(type))
  held.farm.onNews(({ type }) => told.push(type))

  await packAll()

  const packed = await held.raw('GET', path)
  expect(packed.status).toBe(200)
  expect(packed.bytes.length).toBeLessThan(fast.bytes.length * 0.9)
  expect(packed.headers.get('content-length')).toBe(String(packed.bytes.length))
  expect(packed.headers.get('etag')).not.toBe(fast.headers.get('etag'))
  expect(packed.headers.get('last-modified')).toBe(fast.headers.get('last-modified'))
  expect((await decodePng(packed.bytes)).data.equals((await decodePng(fast.bytes)).data)).toBe(true)
  const etag = packed.headers.get('etag') ?? ''
  expect((await held.raw('GET', path, { headers: { 'if-none-match': etag } })).status).toBe(304)
  const old = fast.headers.get('etag') ?? ''
  expect((await held.raw('GET', path, { headers: { 'if-none-match': old } })).status).toBe(200)
  expect((await held.call('GET', `/bindings/${uid}/runs`)).json.pagination.total).toBe(runsBefore)
  // How many runs there were today is told a while after the runs.
  expect(told.filter((type) => type !== 'farm.status')).toEqual([])
  expect(await metrics()).toMatch(/^bindery_picture_bytes_saved_total [1-9]\d+$/m)
})

test('what is asked for after the fast file was swept away comes from the other, other formats too', {
  timeout: 60_000,
}, async () => {
  const { packAll, path } = await farmWithPicture({ format: 'webp' })
  const own = await held.raw('GET', path)
  const png = await held.raw('GET', path.replace('.webp', '.png'))
  await packAll()
  await held.farm.retention.clean()
  expect((await held.raw('GET', path)).bytes.equals(own.bytes)).toBe(true)
  const packed = await held.raw('GET', path.replace('.webp', '.png'))
  expect(packed.bytes.length).toBeLessThan(png.bytes.length * 0.9)
  const jpeg = await held.raw('GET', path.replace('.webp', '.jpg'))
  expect(jpeg.status).toBe(200)
})
