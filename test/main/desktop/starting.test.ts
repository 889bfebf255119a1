import { closeSync, openSync, readdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { backUpDatabase } from '../../../src/main/db/backup.ts'
import { backupPath, makeBackupsDir } from '../../../src/main/db/backup-files.ts'
import { closedPort, startServer } from '../../helpers/http-server.ts'
import { answers, app, asked, BrowserWindow } from './electron-stand-in.ts'
import { newDesktop, type TestDesktop } from './running-desktop.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

let desktop: TestDesktop
beforeEach(() => {
  desktop = newDesktop()
})
afterEach(() => desktop.end())

const kept = () => JSON.parse(readFileSync(join(desktop.dataDir, 'desktop.json'), 'utf8'))

test('a taken port: another is offered, used and kept', async () => {
  const taken = await startServer(() => {}, { port: await closedPort() })
  answers.buttons = [/^Use port/]
  const { farmUrl } = await desktop.open({ port: taken.port }, { isPortGiven: false })
  const port = Number(new URL(farmUrl).port)
  expect(asked.messages).toMatchObject([
    { options: { message: `Port ${taken.port} is taken` }, answer: `Use port ${port}` },
  ])
  expect(port).not.toBe(taken.port)
  expect((await fetch(`${farmUrl}/status`)).status).toBe(200)
  expect(kept().port).toBe(port)
  await desktop.quitForNextStart()

  const again = await desktop.open({ port: taken.port }, { isPortGiven: false })
  expect(again.farmUrl).toBe(farmUrl)
  await desktop.quitForNextStart()
  await taken.stop()
})

test('a taken port that was given on the command line is not kept, and can be tried again', async () => {
  const taken = await startServer(() => {})
  answers.buttons = [/Try again/, /^Use port/]
  await desktop.open({ port: taken.port })
  expect(asked.messages).toHaveLength(2)
  expect(() => kept()).toThrow()
  await taken.stop()
})

test('so it is for a port that Windows keeps for itself', async () => {
  const { listen } = Server.prototype
  const kept = await closedPort()
  vi.spyOn(Server.prototype, 'listen').mockImplementation(function (this: Server, ...given: unknown[]) {
    if ((given[0] as { port?: number }).port !== kept) return listen.apply(this, given as never)
    process.nextTick(() => this.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' })))
    return this
  })
  answers.buttons = [/^Use port/]
  const { farmUrl } = await desktop.open({ port: kept }, { isPortGiven: false })
  const { message, detail } = asked.messages[0]?.options ?? {}
  expect(message).toBe(`Port ${kept} is kept by the system`)
  expect(detail).toMatch(/^Windows keeps ranges of ports.*the addresses of all pictures change/)
  expect((await fetch(`${farmUrl}/status`)).status).toBe(200)
})

test('a taken port where the person would rather quit', async () => {
  const taken = await startServer(() => {})
  answers.buttons = [/^Quit/]
  await desktop.start({ port: taken.port })
  await expect.poll(() => asked.quits).toBe(1)
  expect([BrowserWindow.all, asked.errors, asked.exits]).toEqual([[], [], []])
  await taken.stop()
})

/** A farm that has run, with a backup, whose database is then spoilt. */
async function spoil(isBackedUp: boolean): Promise<void> {
  const { call } = await desktop.open()
  await call('POST', '/templates', { name: 'From before', html: '<p>x</p>', width: 100, height: 50 })
  await desktop.quitForNextStart()
  if (isBackedUp) await backUp(desktop.dataDir)
  const file = openSync(join(desktop.dataDir, 'bindery.db'), 'r+')
  writeSync(file, Buffer.alloc(statSync(join(desktop.dataDir, 'bindery.db')).size - 100, 7), 0, null, 100)
  closeSync(file)
}

async function backUp(dataDir: string): Promise<void> {
  makeBackupsDir(dataDir)
  await backUpDatabase(dataDir, backupPath(dataDir, 'manual', Date.now() - 3_600_000))
}

test('a damaged database: the newest backup is offered and put back', async () => {
  await spoil(true)
  answers.buttons = [/^Restore/]
  const { call } = await desktop.open()
  const { message, detail } = asked.messages[0]?.options ?? {}
  expect(message).toBe('The database is damaged')
  expect(detail).toMatch(/set aside as bindery\.db\.damaged-.*1 hour ago|60 minutes ago/s)
  expect(detail).not.toMatch(/bindery restore/)
  const { json } = await call('GET', '/templates?limit=100')
  expect(JSON.stringify(json)).toContain('From before')
  expect(readdirSync(desktop.dataDir).join()).toContain('bindery.db.damaged-')
})

test('a damaged database with no backup is explained, and nothing takes its place', async () => {
  await spoil(false)
  await desktop.start()
  expect(asked.errors).toMatchObject([expect.stringMatching(/^Bindery cannot start: .*damaged.*no good backup/)])
  expect(asked.exits).toEqual([1])
  expect(readdirSync(desktop.dataDir)).not.toContain('bindery.db')
})

test('a damaged database is left alone by who would rather quit', async () => {
  await spoil(true)
  answers.buttons = [/^Quit/]
  await desktop.start()
  await expect.poll(() => asked.quits).toBe(1)
  expect(readdirSync(desktop.dataDir)).not.toContain('bindery.db')
})

test('a data dir that can’t be written is explained, and ends it', async () => {
  writeFileSync(join(desktop.dataDir, 'a-file'), '')
  const ready = Promise.withResolvers<void>()
  app.ready = ready.promise
  const starting = desktop.start({ dataDir: join(desktop.dataDir, 'a-file', 'data') })
  expect(asked.errors).toEqual([])
  ready.resolve()
  await starting
  expect(asked.errors).toMatchObject([expect.stringMatching(/^Bindery cannot start: .*data folder/)])
  expect(asked.exits).toEqual([1])
  expect(BrowserWindow.all).toEqual([])
})
