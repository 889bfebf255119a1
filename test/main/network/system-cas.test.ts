import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parseAllowEntry } from '../../../src/main/network/allow-list.ts'
import { createGate } from '../../../src/main/network/gate.ts'
import { makeCertificate } from '../../helpers/certificate.ts'
import { sendJson, startServer } from '../../helpers/http-server.ts'

test.skipIf(process.platform !== 'linux')(
  "this machine's authorities are trusted where that is set, from the next reset on, and Node's own besides",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
    const tls = makeCertificate(['127.0.0.1'])
    const file = join(folder, 'authorities.pem')
    writeFileSync(file, tls.cert)
    // Where OpenSSL looks for the system's; read once in a process, which is why this test has a file of its own.
    process.env.SSL_CERT_FILE = file
    const server = await startServer(sendJson({}), { tls })
    let systemCas = false
    const gate = createGate({
      allowed: () => [parseAllowEntry('127.0.0.1')],
      ownPorts: () => [],
      get systemCas() {
        return systemCas
      },
    })
    const get = async () => {
      const request = { origin: server.url, path: '/', method: 'GET' } as const
      return (await gate.dispatcher('data').request(request)).statusCode
    }

    await expect(get()).rejects.toThrow(/not trusted.*extraCaFile.*systemCas/)
    systemCas = true
    gate.reset()
    expect(await get()).toBe(200)
    systemCas = false
    gate.reset()
    await expect(get()).rejects.toThrow(/not trusted/)

    await gate.stop()
    await server.stop()
    rmSync(folder, { recursive: true })
  },
)
