import { writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { makeCertificate } from '../helpers/certificate.ts'
import { type Handler, startServer } from '../helpers/http-server.ts'

export interface Internet {
  /** For the setting `outboundProxy`. */
  proxyUrl: string
  stop(): Promise<void>
}

/**
 * Stands for the internet, on loopback: a proxy that leads every host to one HTTPS server. The hosts end in `.example`,
 * which no machine can look up, so that what the pictures show is asked of nobody.
 * @param certFile where the certificate is written, for the setting `extraCaFile`
 */
export async function startInternet(hosts: Record<string, Handler>, certFile: string): Promise<Internet> {
  const tls = makeCertificate(Object.keys(hosts))
  writeFileSync(certFile, tls.cert)
  const server = await startServer(
    (request, response) => {
      const answer = hosts[request.headers.host ?? '']
      return answer ? answer(request, response) : void response.writeHead(404).end()
    },
    { tls },
  )
  const proxy = createServer()
  const open = new Set<Duplex>()
  proxy.on('connect', (_request: IncomingMessage, client: Duplex) => {
    const there: Socket = connect(server.port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n')
      client.pipe(there).pipe(client)
    })
    for (const socket of [client, there]) {
      open.add(socket)
      socket.on('error', () => {}).once('close', () => open.delete(socket))
    }
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = proxy.address()
  return {
    proxyUrl: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async stop() {
      for (const socket of open) socket.destroy()
      proxy.close()
      await server.stop()
    },
  }
}
