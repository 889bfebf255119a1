import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  type FarmOptions,
  parseCommandLine,
  readFarmOptions,
  UsageError,
  withFarmFlags,
} from '../../../src/main/process/options.ts'

afterEach(() => vi.unstubAllEnvs())

async function parse(args: string[], env: Record<string, string> = {}): Promise<FarmOptions> {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value)
  const { promise, resolve: found } = Promise.withResolvers<FarmOptions>()
  const command = withFarmFlags(new Command('serve')).action((flags) => found(readFarmOptions(flags)))
  await parseCommandLine(command, args)
  return promise
}

test('what is not said is as the contract has it', async () => {
  expect(await parse([])).toEqual({
    port: 4747,
    host: '127.0.0.1',
    dataDir: expect.stringContaining('indery'),
    apiKey: null,
    apiKeyFile: null,
    allowHosts: [],
    publicUrl: null,
    serverNames: [],
    logLevel: 'info',
    chromium: null,
    chromiumEndpoints: [],
    pageProxyListen: null,
    pageProxyAddress: null,
  })
})

test('localhost is the address that the farm says it is at, whichever of its addresses comes first here', async () => {
  expect(await parse(['--host', 'LocalHost'])).toMatchObject({ host: '127.0.0.1' })
  expect(await parse(['--host', 'localhost.example'])).toMatchObject({ host: 'localhost.example' })
})

test('every flag', async () => {
  const options = await parse([
    ...['--port', '0', '--host', '[::1]', '--data-dir', 'some/folder', '--api-key', 'sixteen-letters!'],
    ...['--allow-host', 'intranet', '--allow-host', '10.0.0.0/8', '--public-url', 'https://images.example.org'],
    ...[
      '--server-name',
      'farm.local',
      '--server-name',
      '192.168.1.5',
      '--server-name',
      'Bücher.Local',
      '--server-name',
      'FD00::1',
      '--log-level',
      'debug',
    ],
    ...['--page-proxy-listen', '0.0.0.0:4748', '--page-proxy-address', '[fd00::1]:80'],
  ])
  expect(options).toEqual({
    port: 0,
    host: '::1',
    dataDir: resolve('some/folder'),
    apiKey: 'sixteen-letters!',
    apiKeyFile: null,
    allowHosts: ['intranet', '10.0.0.0/8'],
    publicUrl: new URL('https://images.example.org'),
    serverNames: ['farm.local', '192.168.1.5', 'xn--bcher-kva.local', '[fd00::1]'],
    logLevel: 'debug',
    chromium: null,
    chromiumEndpoints: [],
    pageProxyListen: '0.0.0.0:4748',
    pageProxyAddress: '[fd00::1]:80',
  })
})

test('every variable; a flag comes before it, but hosts that are allowed add up', async () => {
  const env = {
    BINDERY_PORT: '5000',
    BINDERY_DATA_DIR: '/data',
    BINDERY_API_KEY: 'key-of-the-environment',
    BINDERY_ALLOW_HOSTS: ' intranet:8080 ,, 10.0.0.0/8 ',
    BINDERY_PUBLIC_URL: 'http://farm.example',
    BINDERY_CHROMIUM: '/usr/bin/chromium',
    BINDERY_CHROMIUM_ENDPOINTS: ' http://10.0.0.6:9222#2 ,, wss://user:pass@browsers.example/?token=abc ',
    BINDERY_PAGE_PROXY_LISTEN: '10.0.0.5:4748',
    BINDERY_PAGE_PROXY_ADDRESS: 'farm.example:80',
  }
  expect(await parse([], env)).toMatchObject({
    port: 5000,
    dataDir: resolve('/data'),
    apiKey: 'key-of-the-environment',
    allowHosts: ['intranet:8080', '10.0.0.0/8'],
    publicUrl: new URL('http://farm.example'),
    chromium: '/usr/bin/chromium',
    chromiumEndpoints: [
      { url: 'http://10.0.0.6:9222', weight: 2 },
      { url: 'wss://user:pass@browsers.example/?token=abc', weight: 1 },
    ],
    pageProxyListen: '10.0.0.5:4748',
    pageProxyAddress: 'farm.example:80',
  })
  const flags = ['--port', '5001', '--api-key', 'key-of-the-command-line', '--allow-host', 'other']
  expect(await parse(flags, env)).toMatchObject({
    port: 5001,
    apiKey: 'key-of-the-command-line',
    allowHosts: ['intranet:8080', '10.0.0.0/8', 'other'],
  })
})

test('a variable that is set to nothing is not set', async () => {
  const names = ['PORT', 'DATA_DIR', 'API_KEY', 'ALLOW_HOSTS', 'PUBLIC_URL', 'CHROMIUM', 'CHROMIUM_ENDPOINTS']
  const empty = Object.fromEntries(names.map((name) => [`BINDERY_${name}`, '']))
  expect(await parse([], empty)).toEqual(await parse([]))
})

describe('a bad value is one line and exit status 2', () => {
  test.each<[string[], Record<string, string>, RegExp]>([
    [['--nonsense'], {}, /--nonsense/],
    [['--port'], {}, /--port/],
    [['--port', '65536'], {}, /--port.*65535/],
    [['--port', '-1'], {}, /--port/],
    [['--port', '80.5'], {}, /--port/],
    [['--port', ''], {}, /--port/],
    [['--port', '0x50'], {}, /--port/],
    [[], { BINDERY_PORT: 'abc' }, /BINDERY_PORT/],
    [['--host', ''], {}, /--host/],
    [['--host', 'not a host'], {}, /--host/],
    [['--host', '127.0.0.1:80'], {}, /--host/],
    [['--host', 'http://127.0.0.1'], {}, /--host/],
    [['--host', '999.1.1.1'], {}, /--host/],
    [['--data-dir', ''], {}, /--data-dir/],
    [['--log-level', 'loud'], {}, /--log-level/],
    [['--public-url', 'ftp://example.org'], {}, /--public-url/],
    [['--public-url', 'example.org'], {}, /--public-url/],
    [['--public-url', 'https://example.org/?a=1'], {}, /--public-url/],
    [['--public-url', 'https://:secret@example.org/'], {}, /--public-url/],
    [[], { BINDERY_PUBLIC_URL: 'nonsense' }, /BINDERY_PUBLIC_URL/],
    [['--allow-host', '10.0.0.0/99'], {}, /--allow-host/],
    [['--allow-host', ''], {}, /--allow-host/],
    [[], { BINDERY_ALLOW_HOSTS: 'intranet,http://x' }, /BINDERY_ALLOW_HOSTS/],
    [['--page-proxy-listen', '4748'], {}, /--page-proxy-listen/],
    [['--page-proxy-address', 'farm:99999'], {}, /--page-proxy-address/],
    [
      [],
      { BINDERY_CHROMIUM_ENDPOINTS: 'http://a:1,ftp://secret@b' },
      /^BINDERY_CHROMIUM_ENDPOINTS: number 2 (?!.*secret)/,
    ],
    [[], { BINDERY_CHROMIUM_ENDPOINTS: 'http://a:1#0' }, /BINDERY_CHROMIUM_ENDPOINTS/],
    [['--server-name', 'a b'], {}, /--server-name/],
    [['--server-name', 'farm.local:80'], {}, /--server-name/],
    [['--server-name', 'farm.local/x'], {}, /--server-name/],
    [['--server-name', ''], {}, /--server-name/],
    [['--api-key', 'too-short'], {}, /API key.*16/],
    [['--api-key', ''], {}, /API key.*16/],
    [[], { BINDERY_API_KEY: 'with some spaces in it' }, /API key/],
    [['--api-key-file', '/nowhere/key'], {}, /\/nowhere\/key.*ENOENT/],
    [['extra'], {}, /argument/],
  ])('%j %j', async (args, env, words) => {
    const error = await parse(args, env).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(UsageError)
    const { message, exitCode } = error as UsageError
    expect(exitCode).toBe(2)
    expect(message).toMatch(words)
    expect(message).not.toMatch(/\n/)
  })

  test('that does not repeat a key', async () => {
    for (const [args, env] of [
      [['--api-key', 'hunter2'], {}],
      [[], { BINDERY_API_KEY: 'my hunter2 phrase is here' }],
    ] as [string[], Record<string, string>][]) {
      const message = await parse(args, env).then(
        () => 'hunter2 was taken',
        (error: UsageError) => error.message,
      )
      expect(message).not.toContain('hunter2')
    }
  })
})

test('a key file is read, without the space around the key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
  const file = join(folder, 'key')
  writeFileSync(file, '\n  a-key-from-a-file-0123 \n')
  expect(await parse(['--api-key-file', file])).toMatchObject({ apiKey: 'a-key-from-a-file-0123', apiKeyFile: file })
  // As Windows PowerShell writes it by `>`.
  writeFileSync(file, '\uFEFFa-key-from-a-file-0123\r\n', 'utf16le')
  expect(await parse(['--api-key-file', file])).toMatchObject({ apiKey: 'a-key-from-a-file-0123' })
  writeFileSync(file, 'short')
  await expect(parse(['--api-key-file', file])).rejects.toThrow(/16/)
  rmSync(folder, { recursive: true })
})
