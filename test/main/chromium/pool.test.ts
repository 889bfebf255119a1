import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { decodePng, jobOf, startTestRenderer, type TestRenderer } from '../../helpers/chromium.ts'
import { until } from '../../helpers/clock.ts'
import { startServer } from '../../helpers/http-server.ts'
import { descendantsOf, isAlive } from '../../helpers/program.ts'
import { makeTappedBrowser } from '../../helpers/tapped-browser.ts'

const open: TestRenderer[] = []
async function start(options = {}): Promise<TestRenderer> {
  const started = await startTestRenderer(options)
  open.push(started)
  return started
}
afterEach(async () => {
  await Promise.all(open.splice(0).map((started) => started.stop()))
})

const LIME = [0, 255, 0, 255]
const GOOD = '<body style="margin:0;background:lime">'
const HANGS = '<script>for (;;);</script>'
const profilesOf = (pid: number) => readdirSync(tmpdir()).filter((name) => name.startsWith(`bindery-chromium-${pid}-`))

/** The browser processes that are children of `parent`; zombies are not counted. */
function browsersOf(parent: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,comm='], { encoding: 'utf8' }).trim().split('\n')
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, ppid, state, name]) => Number(ppid) === parent && !state?.startsWith('Z') && /chrom/i.test(name ?? ''))
    .map(([pid]) => Number(pid))
}

describe('a browser that fails', () => {
  it('is replaced when it is killed while idle', async () => {
    const { renderer } = await start()
    for (const pid of browsersOf(process.pid)) process.kill(pid, 'SIGKILL')
    const { png } = await renderer.render(jobOf(GOOD))
    expect((await decodePng(png)).at(5, 5)).toEqual(LIME)
    expect(renderer.state().restarts).toBe(1)
  })

  it('is replaced when it is killed in the middle, and the job is done once more', async () => {
    const { renderer } = await start()
    const killed = Promise.withResolvers<void>()
    const site = await startServer((_request, response) => {
      if (site.seen.length > 1) return void response.writeHead(404).end()
      for (const pid of browsersOf(process.pid)) process.kill(pid, 'SIGKILL')
      killed.resolve()
    })
    const rendering = renderer.render(jobOf(`${GOOD}<img src="${site.url}/x">`))
    await killed.promise
    const { png } = await rendering
    await site.stop()
    expect((await decodePng(png)).at(150, 50)).toEqual(LIME)
    expect(site.seen).toHaveLength(2)
    expect(renderer.state()).toMatchObject({ state: 'ready', restarts: 1 })
  })

  it('is replaced with all its like when they are killed together, and every job is done', async () => {
    // Behind the tap, whose own end comes a little later, as that of a browser with much to tidy up does.
    const tap = await makeTappedBrowser()
    const { renderer } = await start({ size: 3, named: tap.path, resourceWaitMs: 60_000, timeLimitMs: 60_000 })
    // None of the three is answered before all have asked, so they are with three browsers.
    const waiting: ServerResponse[] = []
    const site = await startServer((_request, response) => {
      if (waiting.push(response) === 3) for (const each of waiting) each.writeHead(404).end()
    })
    await Promise.all([1, 2, 3].map(() => renderer.render(jobOf(`<img src="${site.url}/x">`))))
    await site.stop()
    const killed = tap.running()
    for (const pid of killed) process.kill(pid, 'SIGKILL')
    const drawn = await Promise.all(Array.from({ length: 9 }, () => renderer.render(jobOf(GOOD))))
    tap.remove()
    expect(killed).toHaveLength(3)
    expect(drawn).toHaveLength(9)
  })

  it('is replaced when it stops answering, whether it draws or not', async () => {
    const { renderer } = await start()
    const stopAll = () => browsersOf(process.pid).map((pid) => process.kill(pid, 'SIGSTOP'))
    stopAll()
    await vi.waitUntil(() => renderer.state().restarts === 1, { timeout: 20_000 })
    const site = await startServer((_request, response) => {
      if (site.seen.length === 1) stopAll()
      response.writeHead(404).end()
    })
    const { png } = await renderer.render(jobOf(`${GOOD}<img src="${site.url}/x">`))
    await site.stop()
    expect((await decodePng(png)).at(150, 50)).toEqual(LIME)
    expect(site.seen).toHaveLength(2)
    expect(renderer.state().restarts).toBe(2)
  })

  it('is not tried again with a page that takes more memory than it may', async () => {
    const { renderer } = await start({ memoryLimit: 400 * 1024 ** 2 })
    const script = '<script>const kept = []; for (;;) kept.push(new Uint8Array(1e7).fill(1))</script>'
    const hog = renderer.render(jobOf(script, { javaScript: true }))
    await expect(hog).rejects.toMatchObject({ slug: 'render-failed', message: expect.stringContaining('memory') })
    expect(renderer.state().restarts).toBe(1)
  })

  it('may take more memory for a large picture', async () => {
    const { renderer } = await start({ memoryLimit: 350 * 1024 ** 2 })
    const large = { width: 4000, height: 4000 }
    const noise =
      '<svg width=4000 height=4000><filter id=n><feTurbulence baseFrequency=".8" /></filter><rect width=4000 height=4000 filter="url(#n)" />'
    expect(await renderer.render(jobOf(noise, large))).toMatchObject(large)
  })

  it('ends a job that hangs in its time, says so, and draws the next', async () => {
    const { renderer } = await start({ timeLimitMs: 3_000 })
    const hanging = renderer.render(jobOf(HANGS, { javaScript: true }))
    await expect(hanging).rejects.toMatchObject({
      slug: 'render-failed',
      options: { stage: 'render' },
      message: expect.stringContaining('3 s'),
    })
    // It would hang again.
    expect(renderer.state().restarts).toBe(1)
    const { png } = await renderer.render(jobOf(GOOD))
    expect((await decodePng(png)).at(5, 5)).toEqual(LIME)
    expect(browsersOf(process.pid)).toHaveLength(1)
  })

  it('does not take others along: a process each', async () => {
    const { renderer } = await start({ size: 2, timeLimitMs: 600_000 })
    const giveUp = new AbortController()
    const hanging = renderer.render(jobOf(HANGS, { javaScript: true }), giveUp.signal)
    const ended = expect(hanging).rejects.toThrow('enough')
    const others = await Promise.all(Array.from({ length: 5 }, () => renderer.render(jobOf(GOOD))))
    expect(others).toHaveLength(5)
    expect(renderer.state().restarts).toBe(0)
    giveUp.abort(new Error('enough'))
    await ended
  })
})

describe('a job that is given up', () => {
  it('ends at once with the reason, whether it waits or runs', async () => {
    const { renderer } = await start()
    const running = new AbortController()
    const waiting = new AbortController()
    const site = await startServer(() => {})
    const first = renderer.render(jobOf(`<img src="${site.url}/never">`), running.signal)
    const second = renderer.render(jobOf(GOOD), waiting.signal)
    await until(() => site.seen.length > 0)
    expect(renderer.state().queueDepth).toBe(1)
    waiting.abort(new Error('no longer needed'))
    await expect(second).rejects.toThrow('no longer needed')
    expect(renderer.state().queueDepth).toBe(0)
    running.abort(new Error('neither is this'))
    await expect(first).rejects.toThrow('neither is this')
    await expect(renderer.render(jobOf(GOOD), running.signal)).rejects.toThrow('neither is this')
    const { png } = await renderer.render(jobOf(GOOD))
    await site.stop()
    expect((await decodePng(png)).at(5, 5)).toEqual(LIME)
    expect(renderer.state().restarts).toBe(0)
  })
})

describe('the queue', () => {
  it('lets urgent work go first, each kind in its order', async () => {
    const { renderer } = await start()
    const order: string[] = []
    const add = (name: string, urgent: boolean) => renderer.render(jobOf(GOOD, { urgent })).then(() => order.push(name))
    await Promise.all([add('running', false), add('b1', false), add('b2', false), add('u1', true), add('u2', true)])
    expect(order).toEqual(['running', 'u1', 'u2', 'b1', 'b2'])
  })

  it('tells how long a job waited and how long it took', async () => {
    const { renderer } = await start()
    const before = performance.now()
    const asked = [renderer.render(jobOf(GOOD)), renderer.render(jobOf(GOOD))]
    const apartAtMost = performance.now() - before
    const [first, second] = await Promise.all(asked)
    expect(first?.renderMs).toBeGreaterThan(0)
    // It waited for the whole of the other one, but for what this had of a start.
    expect(second?.queueMs).toBeGreaterThanOrEqual((first?.renderMs ?? Number.POSITIVE_INFINITY) - apartAtMost)
  })
})

describe('processes', () => {
  it('are as many as are needed, and no more than allowed', async () => {
    const { renderer } = await start({ size: 2 })
    expect(browsersOf(process.pid)).toHaveLength(1)
    await Promise.all(Array.from({ length: 12 }, () => renderer.render(jobOf(GOOD))))
    expect(browsersOf(process.pid)).toHaveLength(2)
  })

  it('are closed when idle, and come back', async () => {
    const { renderer } = await start({ size: 2, shrinkAfterMs: 200, restAfterMs: 600 })
    await Promise.all(Array.from({ length: 12 }, () => renderer.render(jobOf(GOOD))))
    await vi.waitUntil(() => browsersOf(process.pid).length === 0, { timeout: 20_000 })
    expect(renderer.state()).toMatchObject({ state: 'ready', restarts: 0 })
    expect((await renderer.render(jobOf(GOOD))).png).not.toBeNull()
  })

  it('are closed sooner where nobody has wanted them since the start', async () => {
    const { renderer } = await start({ unusedAfterMs: 200 })
    await vi.waitUntil(() => browsersOf(process.pid).length === 0, { timeout: 10_000 })
    expect(renderer.state()).toMatchObject({ state: 'ready', restarts: 0 })
    expect((await renderer.render(jobOf(GOOD))).png).not.toBeNull()
    expect(browsersOf(process.pid)).toHaveLength(1)
  })

  it('are renewed after so many jobs', async () => {
    const { renderer } = await start({ recycleAfter: 3 })
    const before = browsersOf(process.pid)
    for (let i = 0; i < 4; i++) await renderer.render(jobOf(GOOD))
    await vi.waitUntil(() => browsersOf(process.pid).every((pid) => !before.includes(pid)), { timeout: 20_000 })
    expect(renderer.state().restarts).toBe(0)
  })

  it('are gone after stop, with their folders, whatever they were doing', async () => {
    // No hanging page comes to its end before the test does: none is waited for.
    const { renderer } = await start({ size: 2, timeLimitMs: 600_000 })
    const hanging = renderer.render(jobOf(HANGS, { javaScript: true })).catch((error) => error)
    const waiting = Array.from({ length: 4 }, () =>
      renderer.render(jobOf(HANGS, { javaScript: true })).catch((error) => error),
    )
    await vi.waitUntil(() => browsersOf(process.pid).length === 2, { timeout: 20_000 })
    await renderer.stop()
    expect(browsersOf(process.pid)).toEqual([])
    expect(profilesOf(process.pid)).toEqual([])
    expect(await hanging).toMatchObject({ slug: 'unavailable' })
    for (const end of waiting) expect(await end).toMatchObject({ slug: 'unavailable' })
    await expect(renderer.render(jobOf(GOOD))).rejects.toMatchObject({ slug: 'unavailable' })
  })

  it.each([
    ['when it is killed', 'idle', GOOD],
    ['in an endless loop', 'hung', HANGS],
    ['though they are stopped, at the next start', 'stopped', GOOD],
  ])('end with the farm, %s, and their folders are swept at the next start', async (_what, state, html) => {
    const helper = join(dirname(fileURLToPath(import.meta.url)), '../../helpers/chromium.ts')
    const dataDir = await mkdtemp(join(tmpdir(), 'bindery-killed-'))
    const script = `
      const { startTestRenderer, jobOf } = await import(${JSON.stringify(helper)})
      const { renderer } = await startTestRenderer({ dataDir: ${JSON.stringify(dataDir)} })
      await renderer.render(jobOf('<body>x'))
      void renderer.render(jobOf(${JSON.stringify(html)}, { javaScript: true }))
      setTimeout(() => console.log('drawn'), 1000)
      setInterval(() => {}, 1000)`
    const farm = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await new Promise((resolve) => farm.stdout.once('data', resolve))
    const pid = farm.pid as number
    const browsers = browsersOf(pid)
    expect(browsers).toHaveLength(1)
    expect(profilesOf(pid)).toHaveLength(1)
    if (state === 'stopped') for (const browser of browsers) process.kill(browser, 'SIGSTOP')
    const family = descendantsOf(pid)
    const ended = once(farm, 'exit')
    farm.kill('SIGKILL')
    await ended
    if (state !== 'stopped') await vi.waitUntil(() => !family.some(isAlive), { timeout: 20_000 })
    await start()
    await vi.waitUntil(() => !family.some(isAlive), { timeout: 20_000 })
    await rm(dataDir, { recursive: true, force: true })
    expect(profilesOf(pid)).toEqual([])
  })
})

describe('without a browser', () => {
  it('says that there is none, and renders are unavailable', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'bindery-none-'))
    // A cache folder that can't be made, and a PATH with nothing on it.
    const path = process.env.PATH
    process.env.PATH = join(folder, 'empty')
    try {
      const { renderer } = await start({ cacheDir: '/dev/null/cache' })
      expect(renderer.state()).toMatchObject({ state: 'missing', version: null, path: null, source: null })
      expect(renderer.state().detail).toContain('bindery chromium install')
      await expect(renderer.render(jobOf(GOOD))).rejects.toMatchObject({ slug: 'unavailable', status: 503 })
      expect(renderer.state().state).toBe('missing')
    } finally {
      process.env.PATH = path
      await rm(folder, { recursive: true, force: true })
    }
  })

  it.each([
    ['does not exist', '/nowhere/chrome', 'does not exist'],
    ['is no browser', process.execPath, 'did not start'],
    ['is no program', fileURLToPath(import.meta.url), 'can not be run'],
  ])('that was named and %s, start says so and does not take another', async (_what, named, words) => {
    const failure = await start({ named }).catch((error) => error)
    expect(failure).toMatchObject({ slug: 'unavailable', message: expect.stringContaining(words) })
    expect(failure.message).toContain(named)
    expect(failure.message).toContain('BINDERY_CHROMIUM')
    expect(failure.message).not.toContain('\n')
  })

  it('says so where there is no folder for temporary files, and draws once there is', async () => {
    const { renderer } = await start()
    const place = process.env.TMPDIR
    const folder = join(await mkdtemp(join(tmpdir(), 'bindery-tmp-')), 'none')
    process.env.TMPDIR = folder
    try {
      for (const pid of browsersOf(process.pid)) process.kill(pid, 'SIGKILL')
      await expect(renderer.render(jobOf(GOOD))).rejects.toMatchObject({ slug: 'unavailable' })
      expect(renderer.state().detail).toContain(`the folder for temporary files, ${folder}, can't be used (ENOENT)`)
      await mkdir(folder)
      await expect(renderer.render(jobOf(GOOD))).resolves.toBeDefined()
    } finally {
      if (place === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = place
      await rm(dirname(folder), { recursive: true, force: true })
    }
  })

  it('tells listeners of every change', async () => {
    const { renderer } = await start()
    const states: string[] = []
    const end = renderer.onStateChange(() => states.push(renderer.state().state))
    await renderer.start()
    end()
    await renderer.start()
    expect(states).toEqual(['starting', 'ready'])
    expect(renderer.state().version).toMatch(/^HeadlessChrome\/\d+\.[\d.]+@[0-9a-f]+$/)
    expect(renderer.state().source).toBe('bundled')
    expect(existsSync(renderer.state().path as string)).toBe(true)
  })
})
