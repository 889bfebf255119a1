import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeCertificate } from '../helpers/certificate.ts'
import { until } from '../helpers/clock.ts'
import { closedPort, startServer, type TestServer } from '../helpers/http-server.ts'
import { endPrograms, type Program, runCommand, runProgram } from '../helpers/program.ts'

/** What the real program says on its outputs, and that it outlives whoever listens to them. */

let folder: string
const servers: TestServer[] = []
let reader: number | null = null
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
})
afterEach(async () => {
  if (reader !== null) closeSync(reader)
  reader = null
  await endPrograms()
})
afterAll(async () => {
  for (const server of servers) await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** These make some hundreds of requests, on a machine that may be busy with other tests. */
const PATIENT = { timeout: 120_000 }

const KEY = `key-${canary()}`

async function serve(name: string, ...args: string[]): Promise<{ program: Program; url: string; token: string }> {
  const program = runProgram('serve', ['--port', '0', '--data-dir', join(folder, name), '--api-key', KEY, ...args])
  const [, url = ''] = await program.said(/ready at (\S+)$/m)
  const [, token = ''] = await program.said(/#token=(\S+)$/m)
  return { program, url, token }
}

const keep = async (server: Promise<TestServer>): Promise<TestServer> => {
  servers.push(await server)
  return server
}

/** Text that is found nowhere by chance. */
function canary(): string {
  return `Canary${randomBytes(9).toString('hex')}`
}

test(
  'planted secrets are in no output at trace, no error answer, no run, no metric and no event',
  PATIENT,
  async () => {
    const secrets: Record<string, string> = { 'API key': KEY }
    const plant = (name: string): string => {
      secrets[name] = canary()
      return secrets[name]
    }
    const { program, url, token } = await serve('planted', '--log-level', 'trace', '--allow-host', '127.0.0.1')
    secrets['session token'] = token
    const answers: string[] = []
    const call = async (method: string, path: string, body?: unknown) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${KEY}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      if (response.status >= 400) answers.push(text)
      return { status: response.status, text, json: () => JSON.parse(text) }
    }

    const echo = await keep(
      startServer(({ url: asked, headers, body }, response) => {
        const said = JSON.stringify({ asked, headers, body })
        if (asked.startsWith('/ok')) response.writeHead(200, { 'content-type': 'application/json' }).end(said)
        else if (asked.startsWith('/broken')) response.writeHead(200).end(said.slice(0, -1))
        else if (asked.startsWith('/html')) response.writeHead(200, { 'content-type': 'text/html' }).end(said)
        else if (asked.startsWith('/away')) response.writeHead(302, { location: `http://10.9.8.7${asked}` }).end(said)
        else response.writeHead(500, { 'content-type': 'application/json' }).end(said)
      }),
    )
    const secure = await keep(
      startServer((_, response) => void response.end('{}'), { tls: makeCertificate(['127.0.0.1']) }),
    )

    const [{ uid: templateId }] = (await call('GET', '/templates')).json().templates
    const places = [
      ...['ok', 'broken', 'html', 'away', 'fails'].map((path) => `${echo.url}/${path}`),
      secure.url,
      `http://127.0.0.1:${await closedPort()}`,
      'http://10.1.2.3/blocked',
    ]
    const logins = (place: string) => [
      { type: 'api_key', value: plant(`${place} key header`), header: 'X-My' },
      { type: 'api_key', value: plant(`${place} key query`), query: 'k' },
      { type: 'bearer_token', value: plant(`${place} bearer`) },
      { type: 'basic_auth', username: 'user', password: plant(`${place} basic`) },
      { type: 'custom_header', name: 'X-Own', value: plant(`${place} custom`) },
    ]
    const bindings: string[] = []
    const bind = async (dataSource: object) => {
      const { status, json } = await call('POST', '/bindings', { templateId, mapping: {}, dataSource })
      if (status === 201) bindings.push(json().binding.uid)
    }
    for (const [index, place] of places.entries()) {
      // Every kind where the source answers with what it was sent, and one where there is nothing to answer.
      const kinds = place.startsWith(echo.url) ? logins(place) : logins(place).slice(index % 5, (index % 5) + 1)
      for (const credentials of kinds) await bind({ type: 'http', url: place, credentials })
      const source = new URL(place)
      source.password = plant(`${place} userinfo`)
      source.searchParams.set('q', plant(`${place} query value`))
      const headers = { cookie: plant(`${place} cookie`), 'x-client-secret': plant(`${place} header`) }
      await bind({ type: 'http', url: source.href, headers })
      if (index === 0) await bind({ type: 'http', url: place, method: 'POST', body: { a: plant('request body') } })
    }
    // Answers that are meant to show a secret once.
    for (const uid of bindings.slice(0, 2)) {
      secrets[`webhook secret ${uid}`] = (await call('POST', `/bindings/${uid}/webhook-secret`)).json().secret
    }
    const subscribe = {
      event: 'binding.failed',
      targetUrl: `${echo.url}/hook?s=${plant('target query')}`,
      platform: 'custom',
    }
    const { subscription } = (await call('POST', '/webhook-subscriptions', subscribe)).json()
    secrets['subscription secret'] = subscription.secret
    await call('POST', `/webhook-subscriptions/${subscription.uid}/test`)

    await call('POST', '/bindings', `{"dataSource": {"value": "${plant('broken body')}"`)
    await call('POST', '/bindings', {
      dataSource: { type: 'http', url: 'x', credentials: { type: plant('wrong type') } },
    })
    await call('GET', `/bindings?limit=x&q=${plant('query of a request')}`)
    const refused = await fetch(`${url}/bindings`, { headers: { authorization: `Bearer ${plant('wrong key')}` } })
    answers.push(await refused.text())
    await fetch(`${url}/webhooks/${plant('webhook token')}?x=1`, { method: 'POST', body: '{}' })

    const events = await fetch(`${url}/events`, { headers: { authorization: `Bearer ${KEY}`, 'last-event-id': '0' } })
    const proxied = (
      await call('POST', '/bindings/test', {
        ...{ templateId, mapping: {} },
        dataSource: { type: 'http', url: 'http://198.18.0.1/' },
      })
    ).text
    await call('PATCH', '/settings', {
      outboundProxy: `http://user:${plant('proxy password')}@127.0.0.1:${await closedPort()}`,
    })
    const definitions: string[] = []
    const looked: string[] = [proxied]
    for (const uid of bindings) {
      const run = (await call('POST', `/bindings/${uid}/refresh?wait=true`)).json().run
      looked.push((await call('GET', `/bindings/${uid}/runs/${run.id}`)).text)
      definitions.push((await call('GET', `/bindings/${uid}`)).text)
    }
    await call('POST', '/bindings/test', {
      templateId,
      mapping: {},
      dataSource: { type: 'http', url: 'http://example.invalid/' },
    })
    for (const path of ['/metrics', '/healthz', '/status', '/openapi.json']) looked.push((await call('GET', path)).text)
    const { stdout, stderr } = await program.stop()
    const told = await events.text()

    expect(bindings.length).toBeGreaterThan(30)
    expect(answers.length).toBeGreaterThan(3)
    expect(told).toContain('binding.failed')
    // The log says that the runs failed, or there would be nothing to find.
    expect(stderr.match(/A run failed/g)?.length).toBeGreaterThan(30)
    expect(stderr).toContain('"level":"debug"')
    // These are part of the definition, as its owner wrote it; where a source repeats them, its run shows them.
    const ownWords = /query value$|^request body$/
    const found = Object.entries(secrets).flatMap(([name, secret]) => {
      const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]
      const sees = (text: string) => forms.some((form) => text.includes(form))
      return [
        ...(sees(stderr) ? [`${name} in the log`] : []),
        ...(name !== 'session token' && sees(stdout) ? [`${name} on stdout`] : []),
        ...(answers.some(sees) ? [`${name} in an error answer`] : []),
        ...(looked.some(sees) && !ownWords.test(name) ? [`${name} in a run or metric`] : []),
        ...(definitions.some(sees) && !ownWords.test(name) ? [`${name} in a binding`] : []),
        ...(sees(told) ? [`${name} in an event`] : []),
      ]
    })
    expect(found).toEqual([])
  },
)

test('goes on when nobody listens to it any more, and says what it lost to nobody', async () => {
  const { program, url } = await serve('closed', '--log-level', 'trace')
  program.child.stderr?.destroy()
  program.child.stdout?.destroy()
  for (let i = 0; i < 200; i++) expect((await fetch(`${url}/status`)).status).toBe(200)
  expect((await program.stop()).code).toBe(0)
})

test.each(['socket', 'pipe'])(
  'does not wait for the reader of a %s that is stuck, nor when it is told to stop',
  PATIENT,
  async (kind) => {
    const args = ['--log-level', 'trace', '--port', '0', '--data-dir', join(folder, kind), '--api-key', KEY]
    const pipe = join(folder, 'stderr')
    let program: Program
    // Node gives its children sockets.
    if (kind === 'socket') {
      program = runProgram('serve', args)
      program.child.stderr?.pause()
    } else {
      execFileSync('mkfifo', [pipe])
      // Opened, and never read from.
      reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK)
      program = runCommand('bash', ['-c', `exec "$0" out/main/serve.js "$@" 2>${pipe}`, process.execPath, ...args])
    }
    const [, url = ''] = await program.said(/ready at (\S+)$/m)
    // Far more than either holds, and than what is kept beside it.
    const headers = { authorization: `Bearer ${KEY}` }
    for (let i = 0; i < 60; i++) {
      const ask = () => fetch(`${url}/templates?limit=1`, { headers }).then((response) => response.text())
      await Promise.all(Array.from({ length: 20 }, ask))
    }
    expect((await fetch(`${url}/status`)).status).toBe(200)
    program.child.kill('SIGTERM')
    expect(await new Promise((resolve) => program.child.once('exit', resolve))).toBe(0)
    program.child.stderr?.resume()
  },
)

test.each([
  'throw',
  // As Electron has it.
  'warn-with-error-code',
])(
  'a fault that nothing caught ends it with one line that holds the fault and not what it carries (%s)',
  async (mode) => {
    const script = `
    const { createLog } = await import('./src/main/log/logging.ts')
    const { endOnUncaught } = await import('./src/main/process/uncaught.ts')
    endOnUncaught(createLog('info'))
    Promise.reject(Object.assign(new Error('Of our own'), { headers: '${KEY}', cause: new Error('${KEY}') }))`
    const flags = [`--unhandled-rejections=${mode}`, '--input-type=module']
    const { code, stderr } = await runCommand(process.execPath, [...flags, '-e', script]).ended
    expect(code).toBe(1)
    expect(JSON.parse(stderr)).toMatchObject({ level: 'fatal', err: { message: 'Of our own' } })
    expect(stderr).not.toContain(KEY)
  },
)

test("each answer has an id of the farm's own, which its log line carries", async () => {
  const { program, url } = await serve('ids', '--log-level', 'debug')
  const given = 'x'.repeat(5_000)
  const first = await fetch(`${url}/bindings`, { headers: { 'x-request-id': given } })
  const second = await fetch(`${url}/%zz`)
  const ids = [first, second].map(({ headers }) => headers.get('x-request-id') ?? '')
  expect(new Set(ids).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-f-]{36}$/)
  const lines = () =>
    program
      .stderr()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  const line = await until(() => lines().find(({ request }) => request === ids[0]))
  expect(line).toMatchObject({ level: 'debug', method: 'GET', route: '/bindings', status: 401 })
  expect(program.stderr()).not.toContain(given)
  await program.stop()
})

test.each(['serve', 'start', 'cli'] as const)('%s has nothing to say where nobody listens any more', async (name) => {
  const program = runProgram(name, ['--help'])
  program.child.stdout?.destroy()
  const { code, stderr } = await program.ended
  expect([code, stderr]).toEqual([0, ''])
})
