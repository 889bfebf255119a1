import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { Problem } from '../../../shared/errors.ts'
import type { App } from '../context.ts'
import { PAGE_POLICY } from '../security-headers.ts'

const config = { isPublic: true }
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.json': 'application/json',
}

/** The UI's files, which hold no data. */
export function uiRoutes(app: App, directory: string): void {
  const hide = { hide: true }
  app.get('/', { config, schema: hide }, async (_, reply) => reply.redirect('/app/'))
  app.get('/app', { config, schema: hide }, async (_, reply) => reply.redirect('/app/'))
  app.get('/app/*', { config, schema: hide }, async (request, reply) => {
    const asked = (request.params as { '*': string })['*'] || 'index.html'
    const file = join(directory, normalize(`/${asked}`))
    const content = file.startsWith(directory + sep) ? await readFile(file).catch(() => null) : null
    if (!content) throw new Problem('not-found', 'There is no such file of the UI.')
    // Built files carry a hash in their name; the page that names them does not.
    const isHashed = asked.startsWith('assets/')
    return reply
      .header('content-type', TYPES[extname(file)] ?? 'application/octet-stream')
      .header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('content-security-policy', PAGE_POLICY)
      .send(content)
  })
}
