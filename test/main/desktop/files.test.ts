import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createDoors } from '../../../src/main/desktop/doors.ts'
import { openFileDoors } from '../../../src/main/desktop/file-doors.ts'
import { offeredName } from '../../../src/main/desktop/file-kinds.ts'
import { CHANNELS, type Channel } from '../../../src/preload/bridge.ts'
import { answers, asked, handlers } from './electron-stand-in.ts'
import { newDesktop, type TestDesktop } from './running-desktop.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

const FARM = 'http://127.0.0.1:4747'
let desktop: TestDesktop
let folder: string
beforeEach(() => {
  desktop = newDesktop()
  folder = join(desktop.dataDir, 'chosen')
  mkdirSync(folder)
  openFileDoors(createDoors(FARM), {} as Electron.BrowserWindow)
})
afterEach(() => desktop.end())

const invoke = async (channel: Channel, given: unknown) =>
  handlers.invoke[channel]?.({ senderFrame: { url: `${FARM}/app/`, parent: null } } as never, given)

test('saves what the page gives where the person says, and nothing else', async () => {
  answers.savePath = join(folder, 'mine.json')
  const request = { kind: 'definitions', name: 'bindery-export.json', content: '{"bindery":1}' }
  expect(await invoke(CHANNELS.saveFile, request)).toEqual({ state: 'saved', name: 'mine.json' })
  expect(readdirSync(folder)).toEqual(['mine.json'])
  expect(readFileSync(answers.savePath, 'utf8')).toBe('{"bindery":1}')
  expect(asked.saved).toEqual([
    { defaultPath: 'bindery-export.json', filters: [{ name: 'Bindery definitions', extensions: ['json'] }] },
  ])
  const bytes = { kind: 'picture', name: 'a.png', content: new Uint8Array([1, 2, 3]) }
  answers.savePath = join(folder, 'a.png')
  await invoke(CHANNELS.saveFile, bytes)
  expect([...readFileSync(answers.savePath)]).toEqual([1, 2, 3])
})

test('a dialog that is called off writes and reads nothing', async () => {
  const request = { kind: 'definitions', name: 'x.json', content: 'x' }
  expect(await invoke(CHANNELS.saveFile, request)).toEqual({ state: 'cancelled' })
  expect(await invoke(CHANNELS.openFile, 'definitions')).toEqual({ state: 'cancelled' })
  expect(readdirSync(folder)).toEqual([])
})

test('opens what the person chooses, as text', async () => {
  answers.openPath = join(folder, 'möbel.json')
  const text = '{"name":"Möbel 家具"}'
  // The second as Windows PowerShell writes it by `>`.
  for (const bytes of [Buffer.from(text), Buffer.from(`\uFEFF${text}`, 'utf16le')]) {
    writeFileSync(answers.openPath, bytes)
    expect(await invoke(CHANNELS.openFile, 'definitions')).toEqual({ state: 'opened', name: 'möbel.json', text })
  }
  expect(asked.opened).toMatchObject([{ properties: ['openFile'] }, { properties: ['openFile'] }])
})

test('what can’t be read or written is told in words', async () => {
  answers.openPath = join(folder, 'gone.json')
  expect(await invoke(CHANNELS.openFile, 'definitions')).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/gone.json can’t be read \(ENOENT\)/),
  })
  answers.openPath = join(folder, 'latin1.json')
  writeFileSync(answers.openPath, Buffer.from([0x22, 0xe9, 0x22]))
  expect(await invoke(CHANNELS.openFile, 'definitions')).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/not text in UTF-8/),
  })
  answers.savePath = join(folder, 'no-folder', 'x.json')
  expect(await invoke(CHANNELS.saveFile, { kind: 'definitions', name: 'x.json', content: 'x' })).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/x.json can’t be written \(ENOENT\)/),
  })
})

test.each([
  ['no kind', { name: 'x.json', content: 'x' }],
  ['another kind', { kind: 'program', name: 'x.exe', content: 'x' }],
  ['no content', { kind: 'definitions', name: 'x.json' }],
  ['an object', { kind: 'definitions', name: 'x.json', content: { toString: 'x' } }],
])('a page that asks for %s gets no dialog', async (_name, request) => {
  answers.savePath = join(folder, 'x.json')
  await expect(invoke(CHANNELS.saveFile, request)).rejects.toThrow()
  expect(asked.saved).toEqual([])
})

test.each([
  ['definitions', 'bindery-export.json', 'bindery-export.json'],
  ['definitions', '../../../etc/cron.d/x.json', 'x.json'],
  ['definitions', 'C:\\Windows\\x.json', 'x.json'],
  ['definitions', 'run.sh', 'run.sh.json'],
  ['definitions', '.bashrc', 'bashrc.json'],
  ['definitions', 'gpj.\u202Enosj.exe', 'gpj.nosj.exe.json'],
  ['definitions', '..', 'bindery.json'],
  ['picture', 'Wetter Köln: heute?.png', 'Wetter Köln heute.png'],
  ['picture', 'card.PDF', 'card.PDF'],
  ['picture', 'card.svg', 'card.svg.png'],
] as const)('%s: %j is offered as %j', (kind, proposed, offered) => {
  expect(offeredName(kind, proposed)).toBe(offered)
})
