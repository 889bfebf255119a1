import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { load } from './load.ts'
import { compare } from './measure.ts'
import { startNginx } from './nginx.ts'
import { usualEnvironment } from './program.ts'

const ROUND_MS = 500
const CONNECTIONS = 16
const KEY = 'bench-key-0123456789abcdef'

/** Short rounds, many of them, since the speed of a shared machine changes within seconds. */
const ROUNDS = 15

/** A cached render URL through the real farm, beside a bare node:http server that writes the same bytes, and nginx. */
export async function benchServe(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bindery-bench-'))
  const children: ChildProcess[] = []
  try {
    const farm = await startFarm(folder, children)
    const path = await findPicture(farm)
    const answer = await fetch(farm + path)
    const content = Buffer.from(await answer.arrayBuffer())
    const file = join(folder, 'picture')
    writeFileSync(file, content)
    const bare = await startBare(file, answer.headers, children)

    const nginx = await startNginx(folder, content, answer.headers, children)
    if (!nginx) console.log('\nnginx is not installed, so it is left out.')

    const contender = (name: string, url: { origin: string; path: string; etag: string }, status: 200 | 304) => {
      const headers: Record<string, string> = status === 304 ? { 'if-none-match': url.etag } : {}
      const { origin, path } = url
      const round = () => load({ origin, path, status, headers, connections: CONNECTIONS, ms: ROUND_MS })
      return { name, round }
    }
    const etag = answer.headers.get('etag') ?? ''
    console.log(`\nPicture of ${(content.length / 1024).toFixed(1)} KB, ${CONNECTIONS} connections`)
    for (const status of [200, 304] as const) {
      const contenders = [
        contender('Bindery', { origin: farm, path, etag }, status),
        contender('bare node:http, the same answer', { origin: bare, path, etag }, status),
      ]
      if (nginx) contenders.push(contender('nginx, a file, one process', nginx, status))
      await compare(`Cached render URL, ${status}`, 'requests/s', contenders, ROUNDS)
    }
  } finally {
    for (const child of children) child.kill('SIGTERM')
    await Promise.all(children.map((child) => (child.exitCode === null ? once(child, 'exit') : null)))
    rmSync(folder, { recursive: true, force: true })
  }
}

async function startFarm(folder: string, children: ChildProcess[]): Promise<string> {
  const args = ['--port', '0', '--data-dir', join(folder, 'data'), '--api-key', KEY, '--log-level', 'warn']
  const line = await start(['out/main/serve.js', ...args], children)
  return /http:\S+/.exec(line)?.[0] ?? ''
}

async function startBare(file: string, headers: Headers, children: ChildProcess[]): Promise<string> {
  const own = ['date', 'connection', 'keep-alive', 'content-length']
  const same = Object.fromEntries([...headers].filter(([name]) => !own.includes(name)))
  const port = await start([join(import.meta.dirname, 'bare-server.ts'), file, JSON.stringify(same)], children)
  return `http://127.0.0.1:${port}`
}

/** Starts a Node program and gives the first line that it prints. */
async function start(args: string[], children: ChildProcess[]): Promise<string> {
  const child = spawn(process.execPath, args, { env: usualEnvironment(), stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  for await (const line of createInterface(child.stdout)) return line
  throw new Error(`${args[0]} ended before it said where it is`)
}

/** A manual binding never becomes due while it is measured. */
async function findPicture(farm: string): Promise<string> {
  const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }
  const { templates } = (await (await fetch(`${farm}/templates`, { headers })).json()) as {
    templates: { uid: string; name: string }[]
  }
  const templateId = templates.find(({ name }) => name === 'Social image')?.uid
  const body = JSON.stringify({
    templateId,
    dataSource: { type: 'static', data: { title: 'A picture that is served often' } },
    mapping: { title: 'title' },
    refreshPolicy: { type: 'manual' },
  })
  const created = await fetch(`${farm}/bindings`, { method: 'POST', headers, body })
  const { binding } = (await created.json()) as { binding: { renderUrl: string } }
  return new URL(binding.renderUrl).pathname
}
