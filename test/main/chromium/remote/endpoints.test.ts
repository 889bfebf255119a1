import { writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { decodePng } from '../../../helpers/chromium.ts'
import { until } from '../../../helpers/clock.ts'
import { startTestFarm, type TestFarm, type TestFarmOptions } from '../../../helpers/farm.ts'
import { closedPort, startServer } from '../../../helpers/http-server.ts'
import { chromiumPath, devtoolsOf, startRemoteChromium } from '../../../helpers/remote-chromium.ts'
import { tempDir } from '../../../helpers/temp-dir.ts'

const GREEN = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** What is held back is waited for, however long it takes until all have asked for it. */
const PATIENT = { size: 1, resourceWaitMs: 60_000, timeLimitMs: 60_000 }

/** A farm with one browser of its own and these elsewhere. */
async function startFarm(urls: string[], more: TestFarmOptions = {}): Promise<TestFarm> {
  const chromiumEndpoints = urls.map((url) => ({ url, weight: 1 }))
  const farm = await startTestFarm({ browsers: PATIENT, ...more, options: { chromiumEndpoints, ...more.options } })
  onTestFinished(() => farm.stop())
  return farm
}

const endpointsOf = async (farm: TestFarm) => (await farm.call('GET', '/chromium')).json.endpoints
const areReady = (farm: TestFarm, count: number) =>
  until(
    async () => (await endpointsOf(farm)).filter(({ state }: { state: string }) => state === 'ready').length === count,
  )

/** Answers with an image, but not before `count` have been asked for, which are then with as many browsers. */
async function startHoldingSite(count: number, onAllAsked: () => void = () => {}) {
  const waiting: ServerResponse[] = []
  const send = (response: ServerResponse) => response.writeHead(200, { 'content-type': 'image/png' }).end(GREEN)
  const site = await startServer((_request, response) => {
    if (site.seen.length > count) return void send(response)
    waiting.push(response)
    if (site.seen.length < count) return
    onAllAsked()
    for (const each of waiting) send(each)
  })
  onTestFinished(() => site.stop())
  return site
}

const CARD = (
  site: string,
) => `<!doctype html><style>body{margin:0;font:20px sans-serif}img{width:40px;height:30px}</style>
<img src="${site}/{{name}}.png"> Card {{name}} 😀`

const drawOne = async (farm: TestFarm, template: string, name: string) => {
  const { json, status } = await farm.call('POST', `/templates/${template}/render`, {
    variables: { name },
    format: 'png',
  })
  expect(status, JSON.stringify(json)).toBe(200)
  return decodePng((await farm.raw('GET', new URL(json.url).pathname)).bytes)
}

test('browsers elsewhere draw the pictures that the farm’s own draws, through the gate, and keep nothing of them', async () => {
  const remote = await startRemoteChromium()
  const farm = await startFarm([remote.url])
  await areReady(farm, 1)
  // The page that it started with, and one in a context of its own for the next job.
  const atRest = () => until(async () => (await devtoolsOf(remote.url)).length === 2 && devtoolsOf(remote.url))
  const before = await atRest()
  const site = await startHoldingSite(2)
  const template = await farm.template(CARD(site.url))
  const pictures = await Promise.all([drawOne(farm, template, 'same'), drawOne(farm, template, 'same')])
  expect(pictures[0]?.data.equals(pictures[1]?.data as Buffer)).toBe(true)
  expect(pictures[0]?.at(5, 15)[1]).toBeGreaterThan(100)
  await until(async () => (await endpointsOf(farm))[0].drawn === 1)
  const ids = (pages: { id: string }[]) => pages.map(({ id }) => id)
  await until(async () => ids(await atRest()).some((id) => !ids(before).includes(id)))
})

test('no refresh is lost when one of two browsers elsewhere is killed in the middle, and it is used again once it is back', async () => {
  const [first, second] = [await startRemoteChromium(await closedPort()), await startRemoteChromium()]
  const farm = await startFarm([first.url, second.url])
  await areReady(farm, 2)
  // One with each of the three browsers.
  const site = await startHoldingSite(3, () => process.kill(-first.pid, 'SIGKILL'))
  const template = await farm.template(CARD(site.url))
  const names = Array.from({ length: 12 }, (_, index) => `${index}`)
  const made = await Promise.all(
    names.map((name) =>
      farm.call('POST', '/bindings', {
        templateId: template,
        dataSource: { type: 'static', data: { name } },
        mapping: { name: 'name' },
        refreshPolicy: { type: 'manual' },
      }),
    ),
  )
  const uids: string[] = made.map(({ json }) => json.binding.uid)
  const runs = await Promise.all(
    uids.map((uid) => until(async () => (await farm.call('GET', `/bindings/${uid}/runs`)).json.runs[0])),
  )
  expect(runs.map(({ outcome }) => outcome)).toEqual(names.map(() => 'rendered'))
  const [lost, other] = await endpointsOf(farm)
  expect(lost).toMatchObject({ lost: 1, pages: 0 })
  expect(other).toMatchObject({ state: 'ready', lost: 0 })
  expect(other.drawn).toBeGreaterThan(0)

  await second.stop()
  await until(async () => (await endpointsOf(farm))[1].pages === 0)
  for (const [index, uid] of uids.entries()) {
    const drawn = await decodePng((await farm.raw('GET', `/b/${uid}.png`)).bytes)
    const own = await drawOne(farm, template, names[index] as string)
    expect(drawn.data.equals(own.data), `card ${index}`).toBe(true)
  }
  await startRemoteChromium(Number(new URL(first.url).port))
  await until(async () => (await endpointsOf(farm))[0].state === 'ready', 40_000)
})

test('a page that hangs elsewhere is ended in its time, and the browser goes on', async () => {
  const remote = await startRemoteChromium()
  const farm = await startFarm([remote.url], { browsers: { size: 1, timeLimitMs: 4_000 } })
  await areReady(farm, 1)
  const site = await startHoldingSite(2)
  const hangs = await farm.template(`<img src="${site.url}/x"><script>onload = () => { for (;;); }</script>`, {
    jsEnabled: true,
  })
  const answers = await Promise.all(
    [1, 2].map(() => farm.call('POST', `/templates/${hangs}/render`, { variables: {} })),
  )
  expect(answers.map(({ status }) => status)).toEqual([500, 500])
  expect(answers[0]?.json.detail).toContain('longer than 4 s')
  await until(async () => (await endpointsOf(farm))[0].pages === 1)
  // What hung is gone from there too.
  await until(async () => (await devtoolsOf(remote.url)).filter(({ type }) => type === 'page').length <= 2)
})

test('scripts run elsewhere as here', async () => {
  const remote = await startRemoteChromium()
  const farm = await startFarm([remote.url])
  await areReady(farm, 1)
  const waiting: ServerResponse[] = []
  const site = await startServer((request, response) => {
    // Keeps the farm's own browser busy.
    if (request.url === '/hold') return void waiting.push(response)
    response.writeHead(200, { 'access-control-allow-origin': '*' }).end('x')
  })
  onTestFinished(() => site.stop())
  // Before it is there, what is asked for first would go elsewhere.
  await farm.farm.renderer.start()
  const holding = farm.call('POST', `/templates/${await farm.template(`<img src="${site.url}/hold">`)}/render`, {})
  await until(() => waiting.length === 1)
  const scripted = await farm.template(
    `<body style="margin:0"><script>
      const isAtHome = navigator.language === 'en-US' && new Date(0).getHours() === 0
      fetch('${site.url}/colour').then(() => {
        document.body.style.background = isAtHome ? 'rgb(0,255,0)' : 'rgb(255,0,0)'
      })
    </script>`,
    { jsEnabled: true },
  )
  expect((await drawOne(farm, scripted, 'one')).at(5, 5)).toEqual([0, 255, 0, 255])
  expect((await endpointsOf(farm))[0].drawn).toBe(1)
  for (const response of waiting) response.end()
  await holding
})

test('an endpoint is left once what it draws is done', async () => {
  const remote = await startRemoteChromium()
  const farm = await startFarm([], { options: { chromiumEndpoints: [] } })
  await farm.call('PATCH', '/settings', { chromiumEndpoints: [{ url: remote.url }] })
  await areReady(farm, 1)
  const answers: ServerResponse[] = []
  const site = await startServer((_request, response) => void answers.push(response))
  onTestFinished(() => site.stop())
  const template = await farm.template(CARD(site.url))
  const drawing = [drawOne(farm, template, 'a'), drawOne(farm, template, 'b')]
  await until(() => answers.length === 2)
  await farm.call('PATCH', '/settings', { chromiumEndpoints: [] })
  expect(await endpointsOf(farm)).toEqual([])
  for (const response of answers) response.writeHead(200, { 'content-type': 'image/png' }).end(GREEN)
  await Promise.all(drawing)
  // Neither was begun anew.
  expect(site.seen).toHaveLength(2)
})

test('browsers elsewhere are left, and compared anew, when the farm’s own is another one', async () => {
  const remote = await startRemoteChromium()
  const farm = await startFarm([remote.url])
  await areReady(farm, 1)
  const site = await startHoldingSite(2)
  const template = await farm.template(CARD(site.url))
  await Promise.all(['a', 'b'].map((name) => drawOne(farm, template, name)))
  await until(async () => (await endpointsOf(farm))[0].drawn === 1)
  const own = join(tempDir(), 'chromium')
  writeFileSync(own, `#!/bin/sh\nexec '${await chromiumPath()}' "$@"\n`, { mode: 0o755 })
  expect((await farm.call('PATCH', '/settings', { chromiumPath: own })).status).toBe(200)
  // Counted from the beginning, since it is come to as one that was never seen.
  await until(async () => {
    const [endpoint] = await endpointsOf(farm)
    return endpoint.state === 'ready' && endpoint.drawn === 0
  })
  expect((await endpointsOf(farm))[0]).toMatchObject({ lost: 0 })
})
