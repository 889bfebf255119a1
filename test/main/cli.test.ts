import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { findAppRoot, readVersion } from '../../src/main/process/app-root.ts'
import { closedPort, sendJson, startServer, startTcpServer } from '../helpers/http-server.ts'
import {
  descendantsOf,
  type Ended,
  endPrograms,
  isAlive,
  type Program,
  runCommand,
  runProgram,
} from '../helpers/program.ts'

const READY = /^Bindery is ready at (http:\/\/\S+)$/m
const STOP_LIMIT_MS = 5_000
const onLinux = process.platform === 'linux'

let folder: string
let count = 0
const newFolder = () => join(folder, `data-${++count}`)
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
})
afterEach(endPrograms)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Started {
  program: Program
  url: string
  dataDir: string
  token: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract says is there
  call(path: string, init?: { method?: string; body?: object; bearer?: string }): Promise<{ status: number; json: any }>
}

/** Starts the farm on a free port and waits until it is ready. */
async function serve(
  args: string[] = [],
  env: Record<string, string> = {},
  name: 'serve' | 'start' = 'serve',
): Promise<Started> {
  const given = args.indexOf('--data-dir')
  const dataDir = given >= 0 ? (args[given + 1] ?? '') : (env.BINDERY_DATA_DIR ?? newFolder())
  const rest = given >= 0 || env.BINDERY_DATA_DIR ? [] : ['--data-dir', dataDir]
  const port = args.includes('--port') || env.BINDERY_PORT ? [] : ['--port', '0']
  const program = runProgram(name, [...port, ...rest, ...args], { env })
  const [, url = ''] = await program.said(READY)
  const [, token = ''] = await program.said(/#token=(\S+)$/m)
  return {
    program,
    url,
    dataDir,
    token,
    async call(path, { method = 'GET', body, bearer = token } = {}) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      })
      return { status: response.status, json: await response.json() }
    },
  }
}

const lines = (text: string) => text.split('\n').filter((line) => line !== '')

/** One line on stderr that says what is wrong, and none of the machine's own words. */
function expectOneLine({ code, stdout, stderr }: Ended, status: number, ...words: (string | RegExp)[]): void {
  expect({ code, lines: lines(stderr).length, stderr }).toEqual({ code: status, lines: 1, stderr })
  expect(stderr).toMatch(/^bindery: /)
  expect(stderr).not.toMatch(/\bat .*:\d+:\d+|node:internal|Error:/)
  expect(stdout).not.toMatch(READY)
  for (const word of words) expect(stderr).toMatch(word)
}

describe('a command line that can not be carried out: one line, exit 2', () => {
  test.each<[string[], Record<string, string>, RegExp]>([
    [['--nonsense'], {}, /--nonsense/],
    [['--port', 'abc'], {}, /--port.*65535/],
    [[], { BINDERY_PORT: 'abc' }, /BINDERY_PORT/],
    [['--allow-host', 'http://intranet/'], {}, /--allow-host/],
    [['--api-key-file', '/nowhere/key'], {}, /\/nowhere\/key/],
  ])('serve %j %j', async (args, env, words) => {
    const ended = await runProgram('serve', ['--data-dir', newFolder(), ...args], { env }).ended
    expectOneLine(ended, 2, words)
    expect(ended.stdout).toBe('')
  })

  test.each<[string[], RegExp]>([
    [['start'], /no command "start"/],
    [['frobnicate'], /no command "frobnicate".*serve, doctor/],
    [[], /serve, doctor/],
    [['key', 'burn'], /'burn'/],
    [['restore'], /a FILE/],
    [['chromium', 'remove'], /remove/],
    [['chromium'], /Say what to do: install or serve\./],
    [['serve', '--nope'], /--nope/],
  ])('bindery %j', async (args, words) => {
    const ended = await runProgram('cli', args).ended
    expectOneLine(ended, 2, words)
    expect(ended.stderr).not.toContain('..')
  })

  test('start reads the same flags', async () => {
    expectOneLine(await runProgram('start', ['--port', 'abc']).ended, 2, /--port/)
  })
})

test.each(['serve', 'start', 'cli'] as const)('%s --help and --version', async (name) => {
  const version = await runProgram(name, ['--version']).ended
  expect(version).toEqual({ code: 0, stdout: `${readVersion(findAppRoot())}\n`, stderr: '' })
  const help = await runProgram(name, name === 'cli' ? ['serve', '--help'] : ['--help']).ended
  expect([help.code, help.stderr]).toEqual([0, ''])
  for (const word of [
    ...[
      '--port',
      '--host',
      '--data-dir',
      '--api-key-file',
      '--api-key',
      '--allow-host',
      '--public-url',
      '--server-name',
    ],
    ...[
      '--log-level',
      '4747',
      '127.0.0.1',
      'BINDERY_PORT',
      'BINDERY_DATA_DIR',
      'BINDERY_API_KEY',
      'BINDERY_ALLOW_HOSTS',
    ],
    'BINDERY_PUBLIC_URL',
  ]) {
    expect(help.stdout).toContain(word)
  }
})

describe('a farm that can not start: one line that says what to do, exit 1', () => {
  test('a taken port', async () => {
    const other = await startTcpServer(() => {})
    const ended = await runProgram('serve', ['--port', String(other.port), '--data-dir', newFolder()]).ended
    expectOneLine(ended, 1, String(other.port), /taken/, /--port/)
    await other.stop()
  })

  test('a data dir that is a file, or lies in one', async () => {
    const file = join(folder, 'a-file')
    writeFileSync(file, '')
    for (const dataDir of [file, join(file, 'below')]) {
      expectOneLine(await runProgram('serve', ['--port', '0', '--data-dir', dataDir]).ended, 1, dataDir, /--data-dir/)
    }
  })

  test('a lock that can not be taken', async () => {
    const dataDir = newFolder()
    mkdirSync(join(dataDir, 'farm.lock'), { recursive: true })
    expectOneLine(
      await runProgram('serve', ['--port', '0', '--data-dir', dataDir]).ended,
      1,
      /farm\.lock/,
      /--data-dir/,
    )
  })

  test.each([
    [
      'is no database',
      Buffer.from('this is not a database at all, and it is long enough to be read as one'.repeat(20)),
    ],
    ['is cut short', Buffer.from('SQLite format 3\0')],
  ])('a database that %s', async (_, bytes) => {
    const dataDir = newFolder()
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(join(dataDir, 'bindery.db'), bytes)
    const ended = await runProgram('serve', ['--port', '0', '--data-dir', dataDir]).ended
    expectOneLine(ended, 1, /bindery\.db/, /is damaged/, /restore/)
    const [, aside = ''] = /set aside as (\S+)\./.exec(ended.stderr) ?? []
    expect(readFileSync(join(dataDir, aside))).toEqual(bytes)
  })

  test('a named Chromium that is not there, or does not start', async () => {
    for (const path of [join(folder, 'no-chromium'), '/bin/true', '/etc/hostname']) {
      const ended = await runProgram('serve', ['--port', '0', '--data-dir', newFolder()], {
        env: { BINDERY_CHROMIUM: path },
      }).ended
      expectOneLine(ended, 1, path, /BINDERY_CHROMIUM/)
    }
  })

  test('a second instance on the same data dir', async () => {
    const first = await serve()
    const ended = await runProgram('serve', ['--port', '0', '--data-dir', first.dataDir]).ended
    expectOneLine(ended, 1, first.dataDir, /running/)
    expect((await first.call('/bindings')).status).toBe(200)
    first.program.child.kill('SIGKILL')
    await first.program.ended
    const next = await serve(['--data-dir', first.dataDir])
    expect((await next.program.stop()).code).toBe(0)
  })
})

describe('a farm that starts', () => {
  test('says where it is, keeps its key to its owner, and serves the sample picture', async () => {
    const farm = await serve()
    const [ready = '', open = '', ...rest] = lines(farm.program.stdout())
    expect(ready).toBe(`Bindery is ready at ${farm.url}`)
    expect(farm.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect(open).toContain(`${farm.url}/app/#token=${farm.token}`)
    const keyFile = join(farm.dataDir, 'api-key')
    expect(rest.join('\n')).toContain(keyFile)
    const key = readFileSync(keyFile, 'utf8').trim()
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(statSync(farm.dataDir).mode & 0o077).toBe(0)
    for (const bearer of [key, farm.token]) expect((await farm.call('/bindings', { bearer })).status).toBe(200)

    const { bindings } = (await farm.call('/bindings')).json
    expect(bindings).toHaveLength(1)
    expect(bindings[0]).toMatchObject({ dataSource: { url: 'bindery:status' } })
    const picture = await fetch(bindings[0].renderUrl)
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect(picture.headers.get('x-bindery-state')).toBe('fresh')
    expect((await farm.call('/templates')).json.pagination.total).toBeGreaterThan(1)

    const { code, stdout, stderr } = await farm.program.stop()
    expect(code).toBe(0)
    expect(stdout + stderr).not.toContain(key)
    expect(stderr).not.toContain(farm.token)
    expect(lines(stderr).filter((line) => !line.startsWith('{'))).toEqual([])
  })

  test('what was deleted of the seed stays deleted, and a second start is quick', async () => {
    const first = await serve()
    const [sample] = (await first.call('/bindings')).json.bindings
    await first.call(`/bindings/${sample.uid}`, { method: 'DELETE' })
    await first.program.stop()
    const before = performance.now()
    const second = await serve(['--data-dir', first.dataDir])
    const took = performance.now() - before
    // 2 s are promised; a machine that is busy with other tests is given more.
    expect(took).toBeLessThan(10_000)
    expect((await second.call('/bindings')).json.bindings).toEqual([])
    expect(second.token).not.toBe(first.token)
    expect((await second.call('/bindings', { bearer: first.token })).status).toBe(401)
    await second.program.stop()
  })

  test('listens where the flags say, with the key and the names they give', async () => {
    const port = await closedPort()
    const keyFile = join(folder, 'given-key')
    writeFileSync(keyFile, 'a-key-from-a-file-0123\n')
    const source = await startServer(sendJson({ a: 1 }))
    const farm = await serve([
      ...['--port', String(port), '--host', 'localhost', '--api-key-file', keyFile, '--log-level', 'silent'],
      ...['--allow-host', '127.0.0.1', '--allow-host', 'intranet:8080'],
      ...[
        '--public-url',
        'https://images.example.org/farm/',
        '--server-name',
        'farm.local',
        '--server-name',
        'barn.local',
      ],
    ])
    expect(farm.url).toBe(`http://127.0.0.1:${port}`)
    const bearer = 'a-key-from-a-file-0123'
    const { bindings } = (await farm.call('/bindings', { bearer })).json
    expect(bindings[0].renderUrl).toMatch(/^https:\/\/images\.example\.org\/farm\/b\/bind_/)
    expect(bindings[0].webhookUrl).toMatch(/^https:\/\/images\.example\.org\/farm\/webhooks\//)
    const body = { templateId: bindings[0].templateId, dataSource: { type: 'http', url: source.url }, mapping: {} }
    const dryRun = await farm.call('/bindings/test', { method: 'POST', body, bearer })
    expect(dryRun.json).toMatchObject({ ok: true, fetch: { status: 200 } })
    expect(farm.program.stdout()).toContain(`The API key is in ${keyFile}\n`)
    expect(farm.program.stdout()).not.toContain(bearer)
    expect(readdirSync(farm.dataDir)).not.toContain('api-key')
    const { code, stderr } = await farm.program.stop()
    expect([code, stderr]).toEqual([0, ''])
    await source.stop()
  })

  test('reads the same from the environment; flags come before it, and what is empty is not set', async () => {
    const source = await startServer(sendJson({ a: 1 }))
    const dataDir = newFolder()
    const env = {
      BINDERY_PORT: String(await closedPort()),
      BINDERY_DATA_DIR: dataDir,
      BINDERY_API_KEY: 'a-key-from-the-environment',
      BINDERY_ALLOW_HOSTS: ' intranet:8080 , 127.0.0.1 ,',
      BINDERY_PUBLIC_URL: 'http://farm.example:8080',
      BINDERY_CHROMIUM: '',
    }
    const first = await serve([], env)
    expect(first.url).toBe(`http://127.0.0.1:${env.BINDERY_PORT}`)
    expect(first.dataDir).toBe(dataDir)
    const { bindings } = (await first.call('/bindings', { bearer: env.BINDERY_API_KEY })).json
    expect(bindings[0].renderUrl).toMatch(/^http:\/\/farm\.example:8080\/b\//)
    const body = { templateId: bindings[0].templateId, dataSource: { type: 'http', url: source.url }, mapping: {} }
    expect((await first.call('/bindings/test', { method: 'POST', body })).json.fetch).toMatchObject({ status: 200 })
    await first.program.stop()
    const second = await serve(['--port', '0', '--api-key', 'a-key-from-the-flags'], { ...env, BINDERY_PUBLIC_URL: '' })
    expect(second.url).not.toBe(first.url)
    expect((await second.call('/bindings', { bearer: 'a-key-from-the-flags' })).status).toBe(200)
    expect((await second.call('/bindings', { bearer: env.BINDERY_API_KEY })).status).toBe(401)
    expect((await second.call('/bindings')).json.bindings[0].renderUrl).toContain(second.url)
    await second.program.stop()
    await source.stop()
  })

  test('without any Chromium: says so, answers 503 for pictures, and goes on', async () => {
    const farm = await serve([], { PATH: '', XDG_CACHE_HOME: '/dev/null/cache' })
    await expect.poll(async () => (await farm.call('/status')).json.chromium.state, { timeout: 20_000 }).toBe('missing')
    const answer = await farm.call('/templates/preview', { method: 'POST', body: { html: 'x' } })
    expect([answer.status, answer.json.code]).toEqual([503, 'UNAVAILABLE'])
    expect((await farm.call('/healthz')).json).toMatchObject({
      status: 'failing',
      checks: { database: 'ok', chromium: 'failing' },
    })
    const { code, stderr } = await farm.program.stop()
    expect(code).toBe(0)
    expect(lines(stderr).filter((line) => line.startsWith('bindery: '))).toEqual([
      expect.stringMatching(/No Chromium.*bindery chromium install/),
    ])
  })

  test('npm start with no display says so in one line and runs the farm', async () => {
    const farm = await serve([], {}, 'start')
    const [first, second] = lines(farm.program.stdout())
    expect(first).toMatch(/^No window: .*display/)
    expect(second).toMatch(READY)
    expect((await farm.call('/bindings')).status).toBe(200)
    expect((await farm.program.stop()).code).toBe(0)
  })
})

test.skipIf(process.getuid?.() !== 0)(
  'npm start as root, where Electron has no sandbox, runs the farm too',
  async () => {
    const farm = await serve([], { DISPLAY: ':99' }, 'start')
    expect(lines(farm.program.stdout())[0]).toMatch(/^No window: .*root/)
    expect((await farm.program.stop()).code).toBe(0)
  },
)

describe('told to stop, it exits 0 within 5 s and leaves no process', () => {
  async function expectCleanEnd({ program, dataDir }: Started, end: () => Promise<Ended>): Promise<void> {
    const children = onLinux ? descendantsOf(program.child.pid ?? 0) : []
    if (onLinux) expect(children.length).toBeGreaterThan(0)
    const before = performance.now()
    const { code } = await end()
    expect(code).toBe(0)
    expect(performance.now() - before).toBeLessThan(STOP_LIMIT_MS)
    await expect.poll(() => children.filter(isAlive)).toEqual([])
    const check = await runProgram('cli', ['backup', join(folder, `check-${++count}.db`), '--data-dir', dataDir]).ended
    expect(check.code).toBe(0)
  }
  const withPicture = async () => {
    const farm = await serve()
    await fetch((await farm.call('/bindings')).json.bindings[0].renderUrl)
    return farm
  }

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s', async (signal) => {
    const farm = await withPicture()
    await expectCleanEnd(farm, () => farm.program.stop(signal))
  })

  test('SIGINT twice, as from a terminal through npm', async () => {
    const farm = await withPicture()
    await expectCleanEnd(farm, () => {
      farm.program.child.kill('SIGINT')
      setTimeout(() => farm.program.child.kill('SIGINT'), 20)
      return farm.program.ended
    })
  })

  test('while a source does not answer, a page does not end, and clients hold on', async () => {
    const silent = await startServer(() => new Promise(() => {}))
    const farm = await serve(['--allow-host', '127.0.0.1'])
    const loop = { html: '<script>for (;;) {}</script>', jsEnabled: true }
    const waiting = [farm.call('/templates/preview', { method: 'POST', body: loop }).catch(() => {})]
    const { templateId } = (await farm.call('/bindings')).json.bindings[0]
    const body = { templateId, dataSource: { type: 'http', url: silent.url }, mapping: {} }
    const { binding } = (await farm.call('/bindings', { method: 'POST', body })).json
    waiting.push(farm.call(`/bindings/${binding.uid}/refresh?wait=true`, { method: 'POST' }).catch(() => {}))
    const stream = await fetch(`${farm.url}/events`, { headers: { authorization: `Bearer ${farm.token}` } })
    await expect.poll(() => silent.seen.length).toBeGreaterThan(0)
    await expectCleanEnd(farm, () => farm.program.stop())
    await stream.text().catch(() => {})
    await Promise.all(waiting)
    await silent.stop()
  })

  test('while it still starts', async () => {
    const dataDir = newFolder()
    const program = runProgram('serve', ['--port', '0', '--data-dir', dataDir])
    await expect.poll(() => readdirSync(folder).includes(`data-${count}`), { timeout: 10_000 }).toBe(true)
    const { code } = await program.stop()
    expect(code).toBe(0)
  })

  test('through npm', async () => {
    const dataDir = newFolder()
    const program = runCommand('npm', ['run', '--silent', 'serve', '--', '--port', '0', '--data-dir', dataDir])
    await program.said(READY)
    const children = onLinux ? descendantsOf(program.child.pid ?? 0) : []
    const { code } = await program.stop()
    expect(code).toBe(0)
    await expect.poll(() => children.filter(isAlive), { timeout: STOP_LIMIT_MS }).toEqual([])
  })
})

describe('bindery', () => {
  const bindery = (...args: string[]) => runProgram('cli', args).ended

  test('help lists every command, and tells of each', async () => {
    const all = await bindery('help')
    expect([all.code, all.stderr]).toEqual([0, ''])
    for (const name of ['serve', 'doctor', 'backup', 'restore', 'key', 'chromium']) {
      expect(all.stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'))
    }
    expect((await bindery('help', 'key')).stdout).toContain('show the API key')
    expectOneLine(await bindery('help', 'nonsense'), 2, 'There is no such command')
  })

  test.runIf(onLinux)('what is sent to a full disk is not taken for said', async () => {
    const command = `"$0" out/main/cli.js key --data-dir "$1" > /dev/full`
    const ended = await runCommand('sh', ['-c', command, process.execPath, newFolder()]).ended
    expectOneLine(ended, 1, 'ENOSPC')
  })

  test('serve is the farm', async () => {
    const program = runProgram('cli', ['serve', '--port', '0', '--data-dir', newFolder()])
    const [, url = ''] = await program.said(READY)
    expect((await fetch(`${url}/status`)).status).toBe(200)
    expect((await program.stop()).code).toBe(0)
  })

  test('key shows the one that the environment gives the farm, and leaves it to be changed there', async () => {
    const dataDir = newFolder()
    const env = { BINDERY_API_KEY: 'a-key-from-the-environment', BINDERY_DATA_DIR: dataDir }
    const shown = await runProgram('cli', ['key'], { env }).ended
    expect([shown.code, shown.stdout]).toEqual([0, 'a-key-from-the-environment\n'])
    expectOneLine(await runProgram('cli', ['key', 'rotate'], { env }).ended, 1, 'BINDERY_API_KEY')
    expect(existsSync(dataDir)).toBe(false)
  })

  test('key shows the key; rotating it ends the old one, and every session, at once', async () => {
    const farm = await serve()
    const old = await bindery('key', '--data-dir', farm.dataDir)
    expect([old.code, old.stderr, lines(old.stdout).length]).toEqual([0, '', 1])
    const oldKey = old.stdout.trim()
    expect((await farm.call('/bindings', { bearer: oldKey })).status).toBe(200)
    const rotated = await bindery('key', 'rotate', '--data-dir', farm.dataDir)
    const newKey = rotated.stdout.trim()
    expect([rotated.code, newKey === oldKey]).toEqual([0, false])
    expect((await farm.call('/bindings', { bearer: newKey })).status).toBe(200)
    for (const bearer of [oldKey, farm.token]) expect((await farm.call('/bindings', { bearer })).status).toBe(401)
    expect((await bindery('key', '--data-dir', farm.dataDir)).stdout.trim()).toBe(newKey)
    expect(statSync(join(farm.dataDir, 'api-key')).mode & 0o777).toBe(0o600)
    await farm.program.stop()
  })

  test('backup copies a running farm; restore brings it back, render URL and all', async () => {
    const farm = await serve()
    const [sample] = (await farm.call('/bindings')).json.bindings
    await fetch(sample.renderUrl)
    const file = join(folder, 'backups', 'first.db')
    const backup = await bindery('backup', file, '--data-dir', farm.dataDir)
    expect(backup).toEqual({ code: 0, stdout: `Backed up to ${file}\n`, stderr: '' })
    const unnamed = await bindery('backup', '--data-dir', farm.dataDir)
    expect(unnamed.stdout).toContain(join(farm.dataDir, 'backups'))

    await farm.call(`/bindings/${sample.uid}`, { method: 'PUT', body: { name: 'After the backup' } })
    await farm.call('/templates', { method: 'POST', body: { name: 'After', html: 'x' } })
    expectOneLine(await bindery('restore', file, '--data-dir', farm.dataDir), 1, /running/)
    await farm.program.stop()
    // The pictures are not part of a backup; what is lost is drawn again.
    rmSync(join(farm.dataDir, 'pictures'), { recursive: true })
    const restored = await bindery('restore', file, '--data-dir', farm.dataDir)
    expect([restored.code, restored.stderr]).toEqual([0, ''])
    expect(restored.stdout).toContain('replaced')

    const again = await serve(['--data-dir', farm.dataDir])
    const { binding } = (await again.call(`/bindings/${sample.uid}`)).json
    expect(binding.name).toBe(sample.name)
    expect((await again.call('/templates?limit=100')).json.templates).not.toContainEqual(
      expect.objectContaining({ name: 'After' }),
    )
    expect((await fetch(binding.renderUrl)).status).toBe(200)
    await again.program.stop()
  })

  test('restore and backup say what is wrong', async () => {
    const dataDir = newFolder()
    expectOneLine(await bindery('backup', '--data-dir', dataDir), 1, /no database/)
    expectOneLine(
      await bindery('restore', join(folder, 'none.db'), '--data-dir', dataDir),
      1,
      /none\.db/,
      /no such file/,
    )
    const garbage = join(folder, 'garbage.db')
    writeFileSync(garbage, 'garbage')
    expectOneLine(await bindery('restore', garbage, '--data-dir', dataDir), 1, /garbage\.db/)
  })

  test('doctor looks at all that a farm needs', async () => {
    const dataDir = newFolder()
    const env = { BINDERY_PORT: String(await closedPort()) }
    const healthy = await runProgram('cli', ['doctor', '--data-dir', dataDir], { env }).ended
    expect([healthy.code, healthy.stderr]).toEqual([0, ''])
    for (const word of [
      'Node',
      'Data folder',
      'Disk',
      'Database',
      'Backups',
      'Secrets',
      'API key',
      'Server',
      'Chromium',
    ]) {
      expect(healthy.stdout).toMatch(new RegExp(`^ok +${word}: `, 'm'))
    }
    expect(readdirSync(folder)).not.toContain(`data-${count}`)
    mkdirSync(dataDir, { mode: 0o700 })
    writeFileSync(join(dataDir, 'bindery.db'), 'garbage')
    const sick = await runProgram('cli', ['doctor', '--data-dir', dataDir], {
      env: { ...env, BINDERY_CHROMIUM: '/nowhere' },
    }).ended
    expect(sick.code).toBe(1)
    expect(sick.stdout).toMatch(/^problem +Database: .*restore/m)
    expect(sick.stdout).toMatch(/^problem +Chromium: .*BINDERY_CHROMIUM/m)
    expect(sick.stderr).toBe('')
  })

  test('doctor knows a running farm', async () => {
    const farm = await serve()
    const env = { BINDERY_PORT: new URL(farm.url).port }
    const { code, stdout } = await runProgram('cli', ['doctor', '--data-dir', farm.dataDir], { env }).ended
    expect(code).toBe(0)
    expect(stdout).toMatch(/^ok +Server: Bindery .* is running/m)
    expect(stdout).toMatch(/^ok +Database: /m)
    await farm.program.stop()
  })
})
