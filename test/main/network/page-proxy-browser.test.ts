import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { createGate, type Gate } from '../../../src/main/network/gate.ts'
import { type PageProxy, startPageProxy } from '../../../src/main/network/page-proxy.ts'
import { jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'
import { startServer, type TestServer } from '../../helpers/http-server.ts'

let gate: Gate
let proxy: PageProxy
let chromium: TestRenderer
let site: TestServer

beforeAll(async () => {
  site = await startServer(({ url }, response) => {
    const challenge = { 'proxy-authenticate': 'Basic realm="Bindery pages"', 'content-type': 'text/css' }
    response.writeHead(url.startsWith('/login') ? 407 : 200, challenge).end()
  })
  const allowed = [parseAllowEntry(`127.0.0.1:${site.port}`)]
  gate = createGate({ allowed: () => allowed, ownPorts: () => [] })
  proxy = await startPageProxy({ gate })
  chromium = await startTestRenderer({ proxy })
})
afterAll(async () => {
  await chromium.stop()
  await proxy.stop()
  await gate.stop()
  await site.stop()
})

const render = (html: string, javaScript = false) => chromium.renderer.render(jobOf(html, { javaScript }))

describe('Chromium behind the page proxy', () => {
  it('keeps its login whatever a host answers', async () => {
    await render(`<link rel=stylesheet href="${site.url}/login">`)
    await render(`<link rel=stylesheet href="${site.url}/login">`)
    await render(`<link rel=stylesheet href="${site.url}/after">`)
    expect(site.seen.map(({ url }) => url)).toContain('/after')
  })

  it('does not keep a picture back for a refusal that no script reads', async () => {
    const { failedRequests } = await render(
      `<script>fetch('http://127.0.0.1:3333/', { mode: 'no-cors' })</script>`,
      true,
    )
    expect(failedRequests).toEqual([{ url: 'http://127.0.0.1:3333/', reason: 'The host answered 403' }])
  })
})
