import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A source of many documents at several origins: /tagged/… has an entity tag, /same/… and /large/… have no validators.
 * All of a kind have one body, so that it is the last one of bindings that were copied, too. GET /count says how many
 * were asked for since the last time, and when the first was.
 */
const ORIGINS = Number(process.argv[2] ?? 1)
let count = 0
let firstAt = 0

const bodyOf = (rows: number): string =>
  JSON.stringify({
    title: 'A picture of data',
    rows: Array.from({ length: rows }, (_, at) => ({ at, name: `Row ${String(at).padStart(12, '0')}` })),
  })
/** 0.8 and 20 KB. */
const [BODY, LARGE_BODY] = [bodyOf(20), bodyOf(520)]

const answer: RequestListener = (request, response) => {
  const path = request.url ?? '/'
  if (path === '/count') {
    response.end(JSON.stringify({ count, firstAt }))
    count = 0
    firstAt = 0
    return
  }
  count++
  firstAt ||= Date.now()
  const etag = path.startsWith('/tagged/') ? `"${path.length}"` : null
  if (etag !== null && request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end()
  response
    .writeHead(200, { 'content-type': 'application/json', ...(etag !== null && { etag }) })
    .end(path.startsWith('/large/') ? LARGE_BODY : BODY)
}

const servers = Array.from({ length: ORIGINS }, () => createServer(answer).listen(0, '127.0.0.1'))
await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))))
console.log(JSON.stringify(servers.map((server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`)))
