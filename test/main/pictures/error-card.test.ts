import sharp from 'sharp'
import { expect, test } from 'vitest'
import { drawErrorCard } from '../../../src/main/pictures/error-card.ts'

const TEXT = { title: 'This picture can’t be shown right now', detail: 'Failed at: status, the source answered 500' }

test.each([
  [1200, 630],
  [400, 400],
  [300, 60],
  [60, 400],
  [20, 20],
  [1, 1],
])('a card of %d × %d has that size', async (width, height) => {
  const { width: w, height: h, format } = await sharp(await drawErrorCard(TEXT, { width, height })).metadata()
  expect({ w, h, format }).toEqual({ w: width, h: height, format: 'png' })
})

test('a very large card is drawn smaller, in the same shape', async () => {
  const { width, height } = await sharp(await drawErrorCard(TEXT, { width: 12_000, height: 6000 })).metadata()
  expect([width, height]).toEqual([2000, 1000])
})

test('what it says is seen: other words, other pixels; markup is shown as it is', async () => {
  const size = { width: 600, height: 300 }
  const card = await drawErrorCard(TEXT, size)
  expect(await drawErrorCard({ ...TEXT, detail: 'Failed at: dns' }, size)).not.toEqual(card)
  const { channels } = await sharp(card).stats()
  expect(channels[0]?.stdev).toBeGreaterThan(5)
  await expect(drawErrorCard({ title: '<b>&</b>', detail: '<script>' }, size)).resolves.toBeInstanceOf(Buffer)
})
