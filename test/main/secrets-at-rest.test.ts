import { readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { shiftedClock } from '../helpers/clock.ts'
import { startTestFarm } from '../helpers/farm.ts'
import { sendJson, startServer } from '../helpers/http-server.ts'
import { endPrograms, runCommand } from '../helpers/program.ts'
import { secretSearch } from '../helpers/secret-search.ts'
import { tempDir } from '../helpers/temp-dir.ts'

afterEach(endPrograms)

const MANUAL = { mapping: { title: 'name' }, refreshPolicy: { type: 'manual' } }

/** Reads or changes the database of a farm that does not run. */
function inDatabase<T>(dataDir: string, work: (sqlite: BetterSqlite3.Database) => T): T {
  const sqlite = new BetterSqlite3(join(dataDir, 'bindery.db'))
  try {
    return work(sqlite)
  } finally {
    sqlite.close()
  }
}

const filesWith = (folder: string, bytes: Buffer): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(bytes))
    .map(({ name }) => name)

test('sealed secrets that were taken away, replaced or deleted for good are overwritten', async () => {
  const source = await startServer(sendJson({ name: 'x' }))
  const dataDir = tempDir()
  const clock = shiftedClock()
  const start = () => startTestFarm({ dataDir, now: clock.now })
  const sealedOf = (uid: string) =>
    inDatabase(dataDir, (sqlite) => {
      const row = sqlite.prepare('SELECT sealed_secrets FROM bindings WHERE uid = ?').get(uid) as {
        sealed_secrets: Buffer
      }
      return Buffer.from(row.sealed_secrets)
    })

  const first = await start()
  const templateId = await first.template('<p>{{title}}</p>')
  const make = async (name: string) => {
    const dataSource = {
      type: 'http',
      url: source.url,
      credentials: { type: 'bearer_token', value: `secret of ${name}` },
    }
    return (await first.binding({ ...MANUAL, name, templateId, dataSource })).uid
  }
  const [taken, replaced, deleted] = [await make('a'), await make('b'), await make('c')]
  await first.stop()
  const sealed = [taken, replaced, deleted].map(sealedOf)
  for (const blob of sealed) expect(filesWith(dataDir, blob)).toEqual(['bindery.db'])

  const second = await start()
  await second.call('PUT', `/bindings/${taken}`, { dataSource: { type: 'http', url: source.url, credentials: null } })
  const credentials = { type: 'bearer_token', value: 'another' }
  await second.call('PUT', `/bindings/${replaced}`, { dataSource: { type: 'http', url: source.url, credentials } })
  await second.call('DELETE', `/bindings/${deleted}`)
  clock.pass(31 * 24 * 3_600_000)
  await second.farm.retention.clean()
  await second.stop()
  for (const blob of sealed) expect(filesWith(dataDir, blob)).toEqual([])
  await source.stop()
})

test('a sealed secret that was moved to another binding does not open, and nothing is sent', async () => {
  const source = await startServer(sendJson({ name: 'x' }))
  const other = await startServer(sendJson({ name: 'x' }))
  const dataDir = tempDir()
  const first = await startTestFarm({ dataDir })
  const templateId = await first.template('<p>{{title}}</p>')
  const make = async (url: string, value: string) => {
    const dataSource = { type: 'http', url, credentials: { type: 'bearer_token', value } }
    return (await first.binding({ ...MANUAL, templateId, dataSource })).uid
  }
  const from = await make(source.url, 'for the source alone')
  const to = await make(other.url, 'for the other')
  await first.stop()
  const asked = other.seen.length
  inDatabase(dataDir, (sqlite) => {
    sqlite
      .prepare('UPDATE bindings SET sealed_secrets = (SELECT sealed_secrets FROM bindings WHERE uid = ?) WHERE uid = ?')
      .run(from, to)
  })
  const second = await startTestFarm({ dataDir })
  expect((await second.call('GET', `/bindings/${to}`)).json.binding.needs_secret).toBe(true)
  const { run } = (await second.call('POST', `/bindings/${to}/refresh?wait=true`)).json
  expect(run).toMatchObject({ outcome: 'failed', error: { code: 'NEEDS_SECRET' } })
  expect(other.seen).toHaveLength(asked)
  await second.stop()
  await source.stop()
  await other.stop()
})

test('without its key a data folder says of subscriptions and signing secrets too that they are to be made anew', async () => {
  const dataDir = tempDir()
  const first = await startTestFarm({ dataDir })
  const templateId = await first.template('<p>{{title}}</p>')
  const { uid, webhookUrl } = await first.binding({ ...MANUAL, templateId, dataSource: { type: 'webhook' } })
  const targetUrl = 'http://127.0.0.1:9/'
  const { json } = await first.call('POST', '/webhook-subscriptions', { event: 'binding.updated', targetUrl })
  expect(json.subscription.needs_secret).toBe(false)
  await first.call('POST', `/bindings/${uid}/webhook-secret`)
  await first.stop()
  renameSync(join(dataDir, 'master.key'), join(dataDir, 'master.key.away'))

  const second = await startTestFarm({ dataDir })
  const isMarked = async () => (await second.call('GET', `/bindings/${uid}`)).json.binding.needs_secret
  expect(await isMarked()).toBe(true)
  const path = new URL(webhookUrl).pathname
  expect((await second.raw('POST', path, { body: '{}' })).status).toBe(503)
  for (const each of ['', `/${json.subscription.uid}`]) {
    const answer = (await second.call('GET', `/webhook-subscriptions${each}`)).json
    expect(answer.subscription ?? answer.subscriptions[0]).toMatchObject({ needs_secret: true })
  }
  // A source of its own is not held up by the webhook's secret, and a new one takes the mark away.
  await second.call('PUT', `/bindings/${uid}`, { dataSource: { type: 'static', data: { name: 'x' } } })
  expect((await second.call('POST', `/bindings/${uid}/refresh?wait=true`)).json.run.outcome).toBe('rendered')
  expect(await isMarked()).toBe(true)
  await second.call('POST', `/bindings/${uid}/webhook-secret`)
  expect(await isMarked()).toBe(false)
  await second.stop()
})

test.runIf(process.platform !== 'win32')(
  'with no umask at all the data folder and everything in it is its owner’s alone, and the keys are in no output',
  async () => {
    const dataDir = join(tempDir(), 'data')
    const given = 'flag-key-0123456789-abcdef'
    const flags = ['--port', '0', '--data-dir', dataDir, '--log-level', 'trace', '--api-key', given]
    const command = ['umask 0', ['exec', process.execPath, 'out/main/serve.js', ...flags].join(' ')].join('; ')
    const program = runCommand('sh', ['-c', command])
    const [, url = ''] = await program.said(/^Bindery is ready at (\S+)$/m)
    const [, token = ''] = await program.said(/#token=(\S+)$/m)
    const call = async (path: string, method = 'GET') =>
      fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${given}` } })
    const { bindings } = (await (await call('/bindings')).json()) as { bindings: { uid: string }[] }
    // The sample draws a picture, so that every kind of file is there.
    expect((await call(`/bindings/${bindings[0]?.uid}/refresh?wait=true`, 'POST')).status).toBe(200)
    await call('/settings', 'PATCH')
    await call('/nothing', 'POST')
    const backup = await runCommand('sh', [
      '-c',
      `umask 0; ${process.execPath} out/main/cli.js backup --data-dir ${dataDir}`,
    ]).ended
    expect(backup.code, backup.stderr).toBe(0)

    const entries = readdirSync(dataDir, { recursive: true, withFileTypes: true })
    const open = [dataDir, ...entries.map(({ parentPath, name }) => join(parentPath, name))].filter(
      (path) => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077,
    )
    expect(open).toEqual([])
    expect(entries.map(({ name }) => name)).toEqual(expect.arrayContaining(['bindery.db', 'master.key', 'backups']))
    const masterKey = readFileSync(join(dataDir, 'master.key'), 'utf8').trim()
    const { stdout, stderr } = await program.stop()
    for (const secret of [given, masterKey]) expect(stdout + stderr + backup.stdout).not.toContain(secret)
    // The token is for the one who looks at this terminal.
    expect(stderr).not.toContain(token)
    expect([...secretSearch(given).findInFolder(dataDir), ...secretSearch(token).findInFolder(dataDir)]).toEqual([])
    expect(secretSearch(masterKey).findInFolder(dataDir)).toEqual(['master.key: as it is'])
  },
)
