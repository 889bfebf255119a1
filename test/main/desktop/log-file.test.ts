import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { logFile, logFileSink, toAll } from '../../../src/main/desktop/log-file.ts'
import { createLog } from '../../../src/main/log/logging.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const messages = (file: string): string[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { msg: string }).msg)

test('the log goes on in the file of the last start, which is its owner’s alone', () => {
  for (const message of ['first start', 'second start']) createLog('info', logFileSink(folder)).info(message)
  expect(messages(logFile(folder))).toEqual(['first start', 'second start'])
  expect(statSync(logFile(folder)).mode & 0o077).toBe(0)
})

test('a file that is full becomes the older one, and there are never more than two', () => {
  const log = createLog('info', logFileSink(folder, 200))
  for (let i = 0; i < 30; i++) log.info(`line ${i}`)
  expect(readdirSync(folder).sort()).toEqual(['bindery.log', 'bindery.older.log'])
  expect([...messages(join(folder, 'bindery.older.log')), ...messages(logFile(folder))].at(-1)).toBe('line 29')
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThan(400)
})

test('no line is lost where the older file can’t be replaced, and it is tried again', () => {
  const older = join(folder, 'bindery.older.log')
  mkdirSync(older)
  const log = createLog('info', logFileSink(folder, 200))
  for (let i = 0; i < 10; i++) log.info(`line ${i}`)
  expect(messages(logFile(folder))).toEqual(Array.from({ length: 10 }, (_, i) => `line ${i}`))
  rmSync(older, { recursive: true })
  for (let i = 10; i < 20; i++) log.info(`line ${i}`)
  expect([...messages(older), ...messages(logFile(folder))].at(-1)).toBe('line 19')
})

test('a log that can’t be written keeps none of the others from being', () => {
  writeFileSync(join(folder, 'a-file'), '')
  const log = createLog('info', toAll(logFileSink(join(folder, 'a-file')), logFileSink(folder)))
  log.info('told all the same')
  expect(messages(logFile(folder))).toEqual(['told all the same'])
})
