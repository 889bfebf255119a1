import { execFileSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogSink } from '../../../src/main/log/log-sink.ts'
import { until } from '../../helpers/clock.ts'

const onLinux = process.platform === 'linux'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const lossesIn = (text: string) => [...text.matchAll(/"lost":(\d+)/g)].map(([, count]) => Number(count))

test('lines are written whole and in order', () => {
  let text = ''
  // A writer that takes three bytes at a time.
  const sink = createLogSink((bytes) => {
    text += bytes.subarray(0, 3)
    return Math.min(3, bytes.length)
  })
  sink.write('first line\n')
  sink.write('second\n')
  expect(text).toBe('first line\nsecond\n')
})

test.skipIf(!onLinux)('a full disk loses lines and nothing else, and their number is told once there is space', () => {
  // The device that every write to fails with ENOSPC.
  const full = openSync('/dev/full', 'w')
  let isFull = true
  let text = ''
  const sink = createLogSink((bytes) => {
    if (isFull) return writeSync(full, bytes)
    text += bytes
    return bytes.length
  })
  for (let i = 0; i < 7; i++) sink.write(`lost ${i}\n`)
  isFull = false
  sink.write('kept\n')
  expect(lossesIn(text)).toEqual([7])
  expect(text.endsWith('kept\n')).toBe(true)
  closeSync(full)
})

test('a line that was cut off in its middle does not spoil the next', () => {
  let text = ''
  let room = 10
  const sink = createLogSink((bytes) => {
    if (room === 0) throw Object.assign(new Error('full'), { code: 'ENOSPC' })
    const taken = Math.min(room, bytes.length)
    text += bytes.subarray(0, taken)
    room -= taken
    return taken
  })
  sink.write('{"a":"a line that does not fit"}\n')
  room = 1000
  sink.write('{"a":"next"}\n')
  const [torn, loss, next] = text.split('\n')
  expect([torn, JSON.parse(loss ?? '').lost, JSON.parse(next ?? '')]).toEqual(['{"a":"a li', 1, { a: 'next' }])
})

test.skipIf(!onLinux)('a reader that is stuck is not waited for; one that reads on gets what was kept', async () => {
  const pipe = join(folder, 'pipe')
  execFileSync('mkfifo', [pipe])
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
  const writer = openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK)
  const sink = createLogSink((bytes) => writeSync(writer, bytes))
  const line = `${'x'.repeat(99)}\n`
  const count = 40_000
  for (let i = 0; i < count; i++) sink.write(line)

  let text = ''
  const chunk = Buffer.alloc(1 << 16)
  const readOn = () => {
    try {
      for (let got = 1; got > 0; ) {
        got = readSync(reader, chunk)
        text += chunk.subarray(0, got)
      }
    } catch {
      // Nothing is there now.
    }
  }
  // 1 MiB is kept beside the 64 KiB of the pipe itself.
  await until(() => {
    readOn()
    return lossesIn(text).length > 0
  })
  const kept = text.split(line).length - 1
  expect(kept).toBeGreaterThan(10_000)
  expect(lossesIn(text)).toEqual([count - kept])
  sink.write('after\n')
  readOn()
  expect(text.endsWith('after\n')).toBe(true)
  closeSync(writer)
  closeSync(reader)
})

test('a pipe whose reader has gone fails quietly', () => {
  const sink = createLogSink(() => {
    throw Object.assign(new Error('gone'), { code: 'EPIPE' })
  })
  for (let i = 0; i < 3; i++) sink.write('into the void\n')
})
