import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeCertificate } from '../../helpers/certificate.ts'
import { closedPort } from '../../helpers/http-server.ts'
import { endPrograms, runProgram } from '../../helpers/program.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bindery-test-'))
})
afterEach(endPrograms)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Every file with its size, mode and time. */
function traces(dataDir: string): string[] {
  return readdirSync(dataDir, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mode, mtimeMs } = statSync(join(dataDir, name))
      return [name, size, mode, mtimeMs].join(' ')
    })
}

async function doctor(dataDir: string, env: Record<string, string> = {}) {
  const port = String(await closedPort())
  const args = ['doctor', '--json', '--data-dir', dataDir]
  const { code, stdout, stderr } = await runProgram('cli', args, { env: { BINDERY_PORT: port, ...env } }).ended
  expect(stderr).toBe('')
  const { healthy, findings } = JSON.parse(stdout) as {
    healthy: boolean
    findings: { name: string; verdict: string; says: string }[]
  }
  expect(healthy).toBe(code === 0)
  const of = (name: string) => findings.find((finding) => finding.name === name)
  return { code, findings, of }
}

test('works on nothing, while a farm runs, and after it; draws a page; and changes nothing', {
  timeout: 120_000,
}, async () => {
  const dataDir = join(folder, 'data')
  const none = await doctor(dataDir)
  expect([none.code, none.of('Drawing')?.verdict, none.of('Chromium')?.verdict]).toEqual([0, 'ok', 'ok'])
  expect(readdirSync(folder)).not.toContain('data')

  const farm = runProgram('serve', ['--port', '0', '--data-dir', dataDir])
  const [, url = ''] = await farm.said(/ready at (\S+)$/m)
  const [, token = ''] = await farm.said(/#token=(\S+)$/m)
  const extraCaFile = join(folder, 'expired.pem')
  writeFileSync(extraCaFile, makeCertificate(['x'], new Date(Date.now() - 1000)).cert)
  const settings = {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  }
  await fetch(`${url}/settings`, { ...settings, body: JSON.stringify({ extraCaFile, timeZone: 'Asia/Tokyo' }) })
  const running = await doctor(dataDir, { BINDERY_PORT: new URL(url).port })
  expect(running.of('Server')?.says).toContain('is running')
  expect(running.of('Database')?.verdict).toBe('ok')
  // It reads the settings of the farm.
  expect(running.of('Time zone')?.says).toContain('Asia/Tokyo')
  expect(running.of('Authorities')?.verdict).toBe('problem')
  expect((await fetch(`${url}/bindings`, { headers: settings.headers })).status).toBe(200)
  await farm.stop()

  const before = traces(dataDir)
  const after = await doctor(dataDir)
  expect(after.code).toBe(1)
  expect(traces(dataDir)).toEqual(before)
})

test('says what to do, and exits 1, where something must be mended', async () => {
  const dataDir = join(folder, 'sick')
  mkdirSync(dataDir, { mode: 0o755 })
  writeFileSync(join(dataDir, 'bindery.db'), 'garbage')
  const { code, findings, of } = await doctor(dataDir, { BINDERY_CHROMIUM: '/bin/true' })
  expect(code).toBe(1)
  expect(of('Data folder')?.says).toContain('chmod 700')
  expect(of('Database')?.says).toContain('restore')
  expect(of('Chromium')?.says).toContain('BINDERY_CHROMIUM')
  for (const { verdict } of findings) expect(['ok', 'advice', 'problem']).toContain(verdict)
})
