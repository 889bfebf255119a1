import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Browser, computeExecutablePath, detectBrowserPlatform } from '@puppeteer/browsers'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { findBundled } from '../../../src/main/chromium/bundled.ts'
import { cacheFolder } from '../../../src/main/chromium/cache-folder.ts'
import { downloadChromium } from '../../../src/main/chromium/download.ts'
import { chromiumCandidates, findChromium, programIn } from '../../../src/main/chromium/find.ts'
import { findInstalled, installedPlaces } from '../../../src/main/chromium/installed.ts'
import { startServer } from '../../helpers/http-server.ts'

const { dependencies } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
const version: string = dependencies['@sparticuz/chromium']

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bindery-find-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function program(path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, '#!/bin/sh\nexit 1\n')
  await chmod(path, 0o755)
  return path
}

function downloadedPath(dataDir: string, buildId: string): string {
  const platform = detectBrowserPlatform()
  return computeExecutablePath({
    browser: Browser.CHROMEHEADLESSSHELL,
    buildId,
    platform,
    cacheDir: join(dataDir, 'chromium'),
  })
}

describe('the browser that is found', () => {
  it('is the named one alone', async () => {
    const named = await program(join(folder, 'my-chrome'))
    const found = []
    for await (const candidate of chromiumCandidates({ named, dataDir: folder, cacheDir: folder }))
      found.push(candidate)
    expect(found).toEqual([{ path: named, source: 'setting', kind: 'full' }])
  })

  it('may be named on macOS as a person does, by its folder', () => {
    const program = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
    expect(programIn('/Applications/Google Chrome.app', 'darwin')).toBe(program)
    expect(programIn('/Applications/Google Chrome.app/', 'darwin')).toBe(program)
    expect(programIn(program, 'darwin')).toBe(program)
    expect(programIn('/opt/chrome.app', 'linux')).toBe('/opt/chrome.app')
  })

  it('is else the newest that was downloaded, and then the bundled one', async () => {
    const dataDir = join(folder, 'data')
    await program(downloadedPath(dataDir, '99.0.1.1'))
    const newest = await program(downloadedPath(dataDir, '153.0.1.1'))
    // A download that was cut: a folder with nothing to run.
    await mkdir(dirname(downloadedPath(dataDir, '154.0.1.1')), { recursive: true })
    const options = { named: null, dataDir, cacheDir: cacheFolder() }
    expect(await findChromium(options)).toEqual({ path: newest, source: 'downloaded', kind: 'headless-shell' })
    const sources = []
    for await (const { source } of chromiumCandidates(options)) sources.push(source)
    expect(sources.slice(0, 2)).toEqual(['downloaded', 'bundled'])
  })

  it('is looked for in the places of each platform', async () => {
    const bin = join(folder, 'bin')
    const chromium = await program(join(bin, 'chromium'))
    expect(await findInstalled('linux', { PATH: `relative:${bin}` })).toBe(chromium)
    const chrome = await program(join(bin, 'google-chrome'))
    expect(await findInstalled('linux', { PATH: bin })).toBe(chrome)
    expect(await findInstalled('linux', { PATH: join(folder, 'empty') })).toBeNull()
    expect(installedPlaces('darwin', { HOME: '/h' })).toContain(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    )
    expect(installedPlaces('win32', { PROGRAMFILES: 'C:\\P' })).toContain(
      'C:\\P\\Microsoft\\Edge\\Application\\msedge.exe',
    )
  })
})

describe('the bundled browser', () => {
  it('is unpacked once into a private folder, also by two processes at the same time', async () => {
    const cacheDir = join(folder, 'cache')
    const module = new URL('../../../src/main/chromium/bundled.ts', import.meta.url).href
    const script = join(folder, 'unpack.mjs')
    await writeFile(
      script,
      `import { findBundled } from ${JSON.stringify(module)}\nprocess.send(await findBundled(${JSON.stringify(cacheDir)}))`,
    )
    const unpackElsewhere = () => new Promise((resolve) => fork(script).once('message', resolve))
    let ticks = 0
    const ticking = setInterval(() => ticks++, 10)
    const paths = await Promise.all([findBundled(cacheDir), unpackElsewhere()])
    clearInterval(ticking)
    expect(new Set(paths).size).toBe(1)
    const names = await readdir(cacheDir)
    expect(names).toEqual([expect.stringMatching(/^chromium-[\d.]+$/)])
    expect((await stat(join(cacheDir, names[0] as string))).mode & 0o777).toBe(0o700)
    // The event loop went on while it was unpacked.
    expect(ticks).toBeGreaterThan(10)
    const { mtimeMs } = await stat(paths[0] as string)
    expect((await stat((await findBundled(cacheDir)) as string)).mtimeMs).toBe(mtimeMs)
  })

  it('takes the place of those that no Bindery has used for a month', async () => {
    const cacheDir = join(folder, 'updated')
    const old = new Date(Date.now() - 31 * 24 * 3_600_000)
    const own = await program(join(cacheDir, `chromium-${version}`, 'chromium'))
    for (const name of ['chromium-1.0.0', 'chromium-1.0.0.unpacking-x', 'chromium-2.0.0', 'fontconfig'])
      await program(join(cacheDir, name, 'chromium'))
    const longUnused = (await readdir(cacheDir)).filter((name) => name !== 'chromium-2.0.0')
    for (const name of longUnused) await utimes(join(cacheDir, name), old, old)
    expect(await findBundled(cacheDir)).toBe(own)
    expect((await readdir(cacheDir)).sort()).toEqual(['chromium-2.0.0', `chromium-${version}`, 'fontconfig'].sort())
    expect((await stat(dirname(own))).mtimeMs).toBeGreaterThan(old.getTime() + 1000)
  })

  it('leaves those that run where they are, however long ago they were looked for', async () => {
    const cacheDir = join(folder, 'running')
    await program(join(cacheDir, `chromium-${version}`, 'chromium'))
    const running = join(cacheDir, 'chromium-1.0.0')
    await mkdir(running)
    await copyFile('/bin/sleep', join(running, 'chromium'))
    const child = spawn(join(running, 'chromium'), ['60'])
    onTestFinished(() => void child.kill())
    await once(child, 'spawn')
    const old = new Date(Date.now() - 31 * 24 * 3_600_000)
    await utimes(running, old, old)
    await findBundled(cacheDir)
    expect(await readdir(cacheDir)).toContain('chromium-1.0.0')
  })

  it('goes to the user’s cache folder', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: '/caches' })).toBe(join('/caches', 'bindery'))
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/[\\/]\.cache[\\/]bindery$/)
  })
})

describe('a download', () => {
  it('that fails is one clear error, and leaves nothing that would be taken for a browser', async () => {
    const site = await startServer((_request, response) => void response.writeHead(404).end('no such build'))
    const dataDir = join(folder, 'failed')
    const failure = await downloadChromium({ dataDir, baseUrl: site.url, buildId: '1.2.3.4' }).catch((error) => error)
    const { seen } = site
    await site.stop()
    expect(seen.length).toBeGreaterThan(0)
    expect(failure).toMatchObject({ slug: 'unavailable', message: expect.stringContaining('could not be downloaded') })
    for await (const { source } of chromiumCandidates({ named: null, dataDir, cacheDir: folder })) {
      expect(source).not.toBe('downloaded')
      break
    }
  })

  it('that is aborted ends with the reason', async () => {
    const site = await startServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000000' }).write('x'.repeat(1000))
    })
    const stop = new AbortController()
    const options = { dataDir: join(folder, 'aborted'), baseUrl: site.url, buildId: '1.2.3.4', signal: stop.signal }
    const download = downloadChromium({ ...options, onProgress: () => stop.abort(new Error('enough')) })
    await expect(download).rejects.toThrow('enough')
    await expect(downloadChromium(options)).rejects.toThrow('enough')
    await site.stop()
  })
})
