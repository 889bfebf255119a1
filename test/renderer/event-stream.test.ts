import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readEventStream, type StreamEvent } from '../../src/renderer/event-stream.ts'

const streamOf = (chunks: Uint8Array[]) =>
  new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(new Uint8Array(chunk))
      controller.close()
    },
  })

const readAll = async (chunks: Uint8Array[]): Promise<StreamEvent[]> => {
  const events: StreamEvent[] = []
  for await (const event of readEventStream(streamOf(chunks))) events.push(event)
  return events
}

test('events come whole however the stream is cut, comments left out', async () => {
  const text =
    ': connected\n\nid: 7\nevent: binding.updated\ndata: {"name":"é: 売上"}\n\n: \n\nid: 8\nevent: binding.failed\ndata: {}\n\n'
  const bytes = new TextEncoder().encode(text)
  const expected = [
    { id: '7', type: 'binding.updated', data: '{"name":"é: 売上"}' },
    { id: '8', type: 'binding.failed', data: '{}' },
  ]
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((end, index) => bytes.slice(places[index], end))
      expect(await readAll(chunks)).toEqual(expected)
    }),
    { numRuns: 50 },
  )
})

test('an event that was cut off at the end is not told', async () => {
  expect(await readAll([new TextEncoder().encode('id: 1\ndata: {"half":')])).toEqual([])
})
