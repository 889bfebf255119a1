import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { until } from '../helpers/clock.ts'
import { startServer } from '../helpers/http-server.ts'
import { endPrograms, runProgram } from '../helpers/program.ts'
import { tempDir } from '../helpers/temp-dir.ts'

afterEach(endPrograms)

/** Longer than a fetch may take. */
const SUSPENDED_MS = 11_000

test.runIf(process.platform === 'linux')(
  'a program that is stopped and goes on loses neither the fetch that was under way nor the stream of events',
  async () => {
    let answer = () => {}
    const source = await startServer(({ url }, response) => {
      response.setHeader('content-type', 'application/json')
      if (url === '/slow') answer = () => void response.end('{"name":"late"}')
      else response.end('{"name":"x"}')
    })
    const key = 'suspended-key-0123456789'
    const flags = ['--port', '0', '--data-dir', join(tempDir(), 'data'), '--api-key', key, '--allow-host', '127.0.0.1']
    const program = runProgram('serve', flags)
    const [, url = ''] = await program.said(/^Bindery is ready at (\S+)$/m)
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
    // biome-ignore lint/suspicious/noExplicitAny: tests read what the contract says is there
    const call = async (method: string, path: string, body?: object): Promise<any> => {
      const response = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) })
      return response.json()
    }
    const { template } = await call('POST', '/templates', { name: 't', html: '<p>{{name}}</p>', width: 50, height: 20 })
    const make = async (path: string): Promise<string> => {
      const dataSource = { type: 'http', url: `${source.url}${path}` }
      const mapping = { name: 'name' }
      return (await call('POST', '/bindings', { templateId: template.uid, dataSource, mapping })).binding.uid
    }
    const lastRun = async (uid: string) => (await call('GET', `/bindings/${uid}/runs`)).runs[0]

    const events = await fetch(`${url}/events`, { headers })
    const told: string[] = []
    const reading = (async () => {
      for await (const chunk of events.body ?? []) told.push(Buffer.from(chunk).toString())
    })().catch(() => {})
    const slow = await make('/slow')
    await until(() => source.seen.some((seen) => seen.url === '/slow'))

    const { child } = program
    child.kill('SIGSTOP')
    await sleep(1000)
    answer()
    await sleep(SUSPENDED_MS)
    child.kill('SIGCONT')

    expect((await until(() => lastRun(slow)))?.outcome).toBe('rendered')
    expect(source.seen.filter((seen) => seen.url === '/slow')).toHaveLength(1)
    await until(() => told.join('').includes(slow))
    expect((await fetch(`${url}/b/${slow}.png`)).status).toBe(200)
    const { code } = await program.stop()
    expect(code).toBe(0)
    await reading
    await source.stop()
  },
  90_000,
)
