import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The least that a server can do: the same bytes with the same headers, from memory, with no check at all. */
const [file = '', headersText = '{}'] = process.argv.slice(2)
const content = readFileSync(file)
const headers = JSON.parse(headersText) as Record<string, string>

const server = createServer((request, response) => {
  if (request.headers['if-none-match'] === headers.etag) response.writeHead(304, headers).end()
  else response.writeHead(200, { ...headers, 'content-length': content.length }).end(content)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
