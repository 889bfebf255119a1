import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingLibraries } from '../../../src/main/chromium/missing-libraries.ts'
import { lookAtDataFolder, lookAtDisk } from '../../../src/main/doctor/data-folder.ts'
import { lookAtFonts } from '../../../src/main/doctor/fonts.ts'
import { lookAtApiKey, lookAtMasterKey } from '../../../src/main/doctor/keys.ts'
import { libraryAdvice } from '../../../src/main/doctor/library-packages.ts'
import { lookAtClock, lookAtMemory, lookAtNode, lookAtTimeZone } from '../../../src/main/doctor/machine.ts'
import { lookAtServer } from '../../../src/main/doctor/server.ts'
import { isTestPage } from '../../../src/main/doctor/test-page.ts'
import { lookAtExtraCa, lookAtOutboundProxy } from '../../../src/main/doctor/way-out.ts'
import { openSecrets } from '../../../src/main/secrets/secrets.ts'
import { makeCertificate } from '../../helpers/certificate.ts'
import { closedPort, sendJson, startServer, startTcpServer } from '../../helpers/http-server.ts'

const onLinux = process.platform === 'linux'
const DAY = 86_400_000

let folder: string
let count = 0
const newFolder = (mode = 0o700) => {
  const path = join(folder, `data-${++count}`)
  mkdirSync(path, { mode })
  return path
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the machine', () => {
  test('a Node that is too old', () => {
    expect(lookAtNode('24.0.0').verdict).toBe('ok')
    expect(lookAtNode('22.9.1')).toMatchObject({ verdict: 'problem', says: expect.stringContaining('npm') })
  })

  test('little memory is advice', () => {
    expect(lookAtMemory(4 * 1024 ** 3, 2)).toMatchObject({ verdict: 'ok', says: '4.0 GB, 2 cores' })
    expect(lookAtMemory(512 * 1024 ** 2, 1)).toMatchObject({
      verdict: 'advice',
      says: expect.stringMatching(/^0\.5 GB, 1 core;/),
    })
  })

  test('a clock that stands in another age, or jumps', async () => {
    expect((await lookAtClock()).verdict).toBe('ok')
    expect(await lookAtClock(() => Date.UTC(1970, 0, 1))).toMatchObject({
      verdict: 'problem',
      says: expect.stringContaining('1970'),
    })
    let jump = 0
    const jumping = () => {
      jump += 5_000
      return Date.now() + jump
    }
    expect((await lookAtClock(jumping)).verdict).toBe('advice')
  })

  test('the time zone of templates, and of the machine where that is another', () => {
    expect(lookAtTimeZone('UTC', 'UTC').says).toBe('templates use UTC')
    expect(lookAtTimeZone('UTC', 'Europe/Oslo').says).toContain('Europe/Oslo')
  })
})

describe('the data folder', () => {
  test('is not made by looking', async () => {
    const dataDir = join(folder, 'not', 'there')
    expect(lookAtDataFolder(dataDir)).toMatchObject({ verdict: 'ok', says: expect.stringContaining('first start') })
    expect((await lookAtDisk(dataDir)).verdict).toBe('ok')
    for (const look of [lookAtMasterKey, lookAtApiKey]) expect(look(dataDir)).toMatchObject({ verdict: 'ok' })
    expect(() => readFileSync(dataDir)).toThrow(/ENOENT/)
  })

  test('a file in its place', () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    expect(lookAtDataFolder(file)).toMatchObject({ verdict: 'problem', says: expect.stringContaining('--data-dir') })
    expect(lookAtDataFolder(join(file, 'below')).verdict).toBe('problem')
  })

  test.skipIf(!onLinux)('that others can look into, and that belongs to another', () => {
    const dataDir = newFolder()
    expect(lookAtDataFolder(dataDir)).toMatchObject({ verdict: 'ok', says: dataDir })
    chmodSync(dataDir, 0o755)
    expect(lookAtDataFolder(dataDir)).toMatchObject({ verdict: 'problem', says: expect.stringContaining('chmod 700') })
    // The root of the file system is there for everybody, and this user's for none but root.
    const expected = process.getuid?.() === 0 ? 'problem' : expect.stringMatching(/advice|problem/)
    expect(lookAtDataFolder('/').verdict).toEqual(expected)
  })
})

test.skipIf(!onLinux)('keys that others can read, and a key that can not be read', () => {
  const dataDir = newFolder()
  openSecrets(dataDir, null)
  const keys = { 'master.key': lookAtMasterKey, 'api-key': lookAtApiKey }
  writeFileSync(join(dataDir, 'api-key'), 'key', { mode: 0o600 })
  for (const [name, look] of Object.entries(keys)) {
    expect(look(dataDir).verdict).toBe('ok')
    chmodSync(join(dataDir, name), 0o644)
    expect(look(dataDir)).toMatchObject({ verdict: 'problem', says: expect.stringContaining('chmod 600') })
  }
  writeFileSync(join(dataDir, 'master.key'), 'damaged')
  expect(lookAtMasterKey(dataDir)).toMatchObject({ verdict: 'problem', says: expect.stringContaining('master.key') })
})

describe('the server', () => {
  test('a free port, and one that another program has, which is named', async () => {
    expect(await lookAtServer(await closedPort())).toMatchObject({
      verdict: 'ok',
      says: expect.stringContaining('not running'),
    })
    const silent = await startTcpServer(() => {})
    const other = await startServer(sendJson({ hello: 'world' }))
    for (const { port } of [silent, other]) {
      const { verdict, says } = await lookAtServer(port)
      expect([verdict, says]).toEqual(['problem', expect.stringContaining('--port')])
      if (onLinux) expect(says).toContain(`(process ${process.pid})`)
    }
    await silent.stop()
    await other.stop()
  })

  test('a Bindery', async () => {
    const bindery = await startServer(sendJson({ version: '1.2.3' }))
    expect(await lookAtServer(bindery.port)).toMatchObject({
      verdict: 'ok',
      says: expect.stringContaining('Bindery 1.2.3'),
    })
    await bindery.stop()
  })
})

describe('the way out', () => {
  test('an outbound proxy that can be reached or not; its password is not told', async () => {
    const proxy = await startTcpServer(() => {})
    const looks = (port: number) => lookAtOutboundProxy({ outboundProxy: `http://user:pl4nted@127.0.0.1:${port}` })
    expect(await lookAtOutboundProxy({ outboundProxy: null })).toMatchObject({ verdict: 'ok', says: 'none' })
    expect((await looks(proxy.port)).verdict).toBe('ok')
    await proxy.stop()
    const gone = await looks(proxy.port)
    expect(gone).toMatchObject({ verdict: 'problem', says: expect.stringContaining('outboundProxy') })
    expect(gone.says).not.toContain('pl4nted')
  })

  test('authorities that are good, soon to expire, expired, or gone', () => {
    const file = join(folder, 'authorities.pem')
    const now = Date.now()
    const looks = (...days: number[]) => {
      writeFileSync(file, days.map((day) => makeCertificate(['x'], new Date(now + day * DAY)).cert).join('\n'))
      return lookAtExtraCa({ extraCaFile: file, systemCas: false }, now)
    }
    expect(lookAtExtraCa({ extraCaFile: null, systemCas: true }, now).says).toContain("this machine's")
    expect(looks(400, 90)).toMatchObject({ verdict: 'ok', says: expect.stringContaining('2 of') })
    expect(looks(400, 10).verdict).toBe('advice')
    expect(looks(400, -1)).toMatchObject({
      verdict: 'problem',
      says: expect.stringMatching(/expired on \d{4}-\d\d-\d\d/),
    })
    writeFileSync(file, 'nothing')
    expect(lookAtExtraCa({ extraCaFile: file, systemCas: false }, now).verdict).toBe('problem')
    rmSync(file)
    expect(lookAtExtraCa({ extraCaFile: file, systemCas: false }, now).says).toContain('extraCaFile')
  })
})

describe('the browser', () => {
  test.skipIf(!onLinux)('shared libraries that are missing are named with their packages', async () => {
    expect(await missingLibraries(process.execPath)).toEqual([])
    // A program like any other, which is made to want a library of another name of the same length.
    const broken = join(folder, 'broken-program')
    copyFileSync('/bin/ls', broken)
    const bytes = readFileSync(broken).toString('latin1')
    const [wanted = ''] = /lib(selinux|cap)\.so\.\d/.exec(bytes) ?? []
    const missing = 'libnowhere.so.0'.padEnd(wanted.length, '0').slice(0, wanted.length)
    writeFileSync(broken, Buffer.from(bytes.replaceAll(wanted, missing), 'latin1'))
    expect(await missingLibraries(broken)).toEqual([missing])
    expect(libraryAdvice(['libatk-1.0.so.0', 'libnss3.so', 'libsmime3.so'])).toBe(
      'on Debian and Ubuntu: apt install libatk1.0-0 libnss3',
    )
    expect(libraryAdvice(['libodd.so.9'])).toContain('libodd.so.9')
  })

  test('a picture that is not the page it should be', async () => {
    const plain = (width: number, background: string) =>
      sharp({ create: { width, height: 20, channels: 3, background } })
        .png()
        .toBuffer()
    for (const [width, colour] of [
      [60, '#fff'],
      [60, '#000'],
      [10, '#fff'],
    ] as const) {
      expect(await isTestPage(await plain(width, colour))).toBe(false)
    }
  })

  test('the fonts that come along are there', () => {
    expect(lookAtFonts()).toMatchObject({ verdict: 'ok', says: expect.stringContaining('Inter') })
  })
})
