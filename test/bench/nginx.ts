import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { findFreePort } from '../../src/main/server/free-port.ts'

/** What nginx says of a file by itself, or of the connection. */
const ITS_OWN = ['date', 'connection', 'keep-alive', 'content-length', 'content-type', 'etag', 'last-modified']
const FILE = 'picture'

/** A file served by nginx: one process, as one thread answers in the others. */
export interface Nginx {
  origin: string
  path: string
  etag: string
}

/** Serves the bytes with the headers; null where nginx is not installed. */
export async function startNginx(
  folder: string,
  content: Buffer,
  headers: Headers,
  children: ChildProcess[],
): Promise<Nginx | null> {
  if (spawnSync('nginx', ['-v']).error) return null
  const root = join(folder, 'nginx')
  mkdirSync(root)
  writeFileSync(join(root, FILE), content)
  const port = await findFreePort('127.0.0.1', 8080)
  const config = join(root, 'nginx.conf')
  writeFileSync(config, configOf(root, port, headers))
  children.push(spawn('nginx', ['-c', config, '-p', root, '-e', join(root, 'errors')], { stdio: 'ignore' }))
  const origin = `http://127.0.0.1:${port}`
  const answer = await firstAnswer(`${origin}/${FILE}`)
  return { origin, path: `/${FILE}`, etag: answer.headers.get('etag') ?? '' }
}

function configOf(root: string, port: number, headers: Headers): string {
  const same = [...headers].filter(([name]) => !ITS_OWN.includes(name) && name !== 'accept-ranges')
  const folders = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${root}/${kind};`,
  )
  return `daemon off; master_process off; pid ${root}/pid; events {}
http {
  access_log off; tcp_nodelay on; keepalive_requests 1000000000; open_file_cache max=10;
  ${folders.join(' ')}
  server {
    listen 127.0.0.1:${port};
    location / {
      root ${root};
      default_type ${headers.get('content-type')};
      ${same.map(([name, value]) => `add_header ${name} "${value}";`).join('\n      ')}
    }
  }
}
`
}

async function firstAnswer(url: string): Promise<Response> {
  for (let i = 0; i < 100; i++) {
    const answer = await fetch(url).catch(() => null)
    if (answer?.ok) return answer
    await pause(50)
  }
  throw new Error('nginx did not answer within five seconds')
}
