import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Farm, type FarmParts, startFarm } from '../../src/main/farm.ts'
import { createLog } from '../../src/main/log/logging.ts'
import { findAppRoot, readVersion } from '../../src/main/process/app-root.ts'
import type { FarmOptions } from '../../src/main/process/options.ts'
import { until } from './clock.ts'

export const TEST_KEY = 'test-key-0123456789abcdef'

export interface Answer {
  status: number
  headers: Headers
  /** The JSON body, or undefined where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract says is there
  json: any
  bytes: Buffer
}

export interface TestFarm {
  farm: Farm
  dataDir: string
  /** All that was logged. */
  logged(): string
  /** Calls the farm with its key; a body that is not a string or Buffer is sent as JSON. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Calls with these headers and no others. */
  raw(
    method: string,
    path: string,
    init?: { body?: string | Buffer; headers?: Record<string, string> },
  ): Promise<Answer>
  /** Makes a template of that source, and gives its uid. */
  template(html: string, more?: object): Promise<string>
  /** Makes a binding and waits until its first run has ended. */
  binding(definition: object): Promise<{ uid: string; renderUrl: string; webhookUrl: string } & Record<string, unknown>>
  stop(): Promise<void>
}

export interface TestFarmOptions
  extends Partial<
    Pick<FarmParts, 'now' | 'monotonic' | 'random' | 'lookup' | 'browsers' | 'download' | 'hosted' | 'onDamaged'>
  > {
  options?: Partial<FarmOptions>
  /** An existing data dir, which is then kept. */
  dataDir?: string
}

/** A whole farm on a free port and a data dir of its own: real SQLite, real HTTP on loopback, real Chromium. */
export async function startTestFarm({ options, dataDir: given, ...parts }: TestFarmOptions = {}): Promise<TestFarm> {
  const dataDir = given ?? mkdtempSync(join(tmpdir(), 'bindery-test-'))
  const lines: string[] = []
  const root = findAppRoot()
  const farm = await startFarm({
    options: {
      port: 0,
      host: '127.0.0.1',
      dataDir,
      apiKey: TEST_KEY,
      apiKeyFile: null,
      allowHosts: ['127.0.0.1'],
      publicUrl: null,
      serverNames: [],
      logLevel: 'debug',
      chromium: null,
      chromiumEndpoints: [],
      pageProxyListen: null,
      pageProxyAddress: null,
      ...options,
    },
    root,
    version: readVersion(root),
    log: createLog('trace', { write: (line) => void lines.push(line) }),
    keychain: null,
    ...parts,
  })

  async function raw(
    method: string,
    path: string,
    init: { body?: string | Buffer; headers?: Record<string, string> } = {},
  ) {
    const response = await fetch(path.startsWith('http') ? path : `${farm.url}${path}`, {
      method,
      redirect: 'manual',
      ...(init.headers && { headers: init.headers }),
      ...(init.body !== undefined && { body: init.body as BodyInit }),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    const isJson = response.headers.get('content-type')?.includes('json') ?? false
    return {
      status: response.status,
      headers: response.headers,
      json: isJson && bytes.length > 0 ? JSON.parse(bytes.toString('utf8')) : undefined,
      bytes,
    }
  }

  async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body)
    return raw(method, path, {
      headers: {
        authorization: `Bearer ${TEST_KEY}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isRaw ? (body as string | Buffer) : JSON.stringify(body) }),
    })
  }

  return {
    farm,
    dataDir,
    logged: () => lines.join(''),
    raw,
    call,
    async template(html, more = {}) {
      const { json, status } = await call('POST', '/templates', {
        name: 'A template',
        html,
        width: 120,
        height: 60,
        ...more,
      })
      if (status !== 200) throw new Error(`No template was made: ${JSON.stringify(json)}`)
      return json.template.uid
    },
    async binding(definition) {
      const { json, status } = await call('POST', '/bindings', definition)
      if (status !== 201) throw new Error(`No binding was made: ${JSON.stringify(json)}`)
      const { uid, dataSource } = json.binding
      const hasRun = async () => (await call('GET', `/bindings/${uid}/runs`)).json.pagination.total > 0
      if (dataSource.type !== 'webhook') await until(hasRun)
      return (await call('GET', `/bindings/${uid}`)).json.binding
    },
    async stop() {
      await farm.stop()
      if (given === undefined) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
