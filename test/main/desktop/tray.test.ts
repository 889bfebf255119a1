import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CHANNELS, GO_CHANNEL } from '../../../src/preload/bridge.ts'
import { sendJson, startServer, type TestServer } from '../../helpers/http-server.ts'
import { answers, asked, Notification, type Tray } from './electron-stand-in.ts'
import { newDesktop, type Opened, type TestDesktop } from './running-desktop.ts'

vi.mock('electron', () => import('./electron-stand-in.ts'))

let desktop: TestDesktop
let source: TestServer
let isFailing: boolean
beforeEach(async () => {
  desktop = newDesktop()
  isFailing = false
  source = await startServer((request, response) => {
    return sendJson({ at: request.url }, {}, isFailing ? 500 : 200)(request, response)
  })
})
afterEach(async () => {
  await desktop.end()
  await source.stop()
})

const LONG = { timeout: 25_000 }

async function makeBindings({ call }: Opened, names: string[]): Promise<string[]> {
  const { json } = await call('POST', '/templates', { name: 'T', html: '<p>x</p>', width: 100, height: 50 })
  const templateId = (json as { template: { uid: string } }).template.uid
  const uids: string[] = []
  for (const name of names) {
    const definition = { name, templateId, mapping: {}, refreshPolicy: { type: 'manual' } }
    const made = await call('POST', '/bindings', {
      ...definition,
      dataSource: { type: 'http', url: `${source.url}/${uids.length}` },
    })
    uids.push((made.json as { binding: { uid: string } }).binding.uid)
  }
  for (const uid of uids) await call('POST', `/bindings/${uid}/refresh?wait=true`)
  return uids
}

const iconOf = ({ icon }: Tray) => /tray-(\w+?)(Template)?\.png/.exec(icon)?.[1]

test('a burst of failures is one notification and a worse icon; recovery is told too', async () => {
  const opened = await desktop.open()
  const { window, contents, tray, call } = opened
  const uids = await makeBindings(opened, ['One', 'Two'])
  window.hide()
  const refreshBoth = () => Promise.all(uids.map((uid) => call('POST', `/bindings/${uid}/refresh?wait=true`)))
  isFailing = true
  await refreshBoth()
  await refreshBoth()
  await expect.poll(() => [iconOf(tray), tray.tip], LONG).toEqual(['degraded', 'Bindery: 2 of 3 fail'])
  await expect.poll(() => Notification.shown.map(({ title }) => title), LONG).toEqual(['2 bindings can’t be refreshed'])

  Notification.shown[0]?.emit('click')
  expect(window.done.slice(-2)).toEqual(['show', 'focus'])
  expect(contents.sent.at(-1)).toEqual([GO_CHANNEL, '#/runs'])
  tray.menu?.click('Two: ')
  expect(contents.sent.at(-1)?.[1]).toMatch(new RegExp(`^#/runs/${uids[1]}/run_`))

  isFailing = false
  await refreshBoth()
  await expect.poll(() => iconOf(tray), LONG).toBe('ok')
  expect(tray.menu?.find('Last failures')?.enabled).toBe(false)
}, 90_000)

/** Longer than a burst is gathered. */
const BURST_MS = 4_000

test('who looks at the window, or wants none, is not notified', async () => {
  const opened = await desktop.open()
  const [uid] = await makeBindings(opened, ['One'])
  const refresh = () => opened.call('POST', `/bindings/${uid}/refresh?wait=true`)
  isFailing = true
  await refresh()
  await expect.poll(() => iconOf(opened.tray), LONG).toBe('degraded')
  await sleep(BURST_MS)
  expect(Notification.shown).toEqual([])

  opened.window.hide()
  await opened.invoke(CHANNELS.changeSettings, { notifications: false })
  isFailing = false
  await refresh()
  await sleep(BURST_MS)
  expect(Notification.shown).toEqual([])

  await opened.invoke(CHANNELS.changeSettings, { notifications: true })
  isFailing = true
  await refresh()
  await expect.poll(() => Notification.shown.map(({ title }) => title), LONG).toEqual(['“One” can’t be refreshed'])
}, 90_000)

test('what failed before the start is shown, and is no news', async () => {
  const opened = await desktop.open()
  const [uid] = await makeBindings(opened, ['One'])
  isFailing = true
  await opened.call('POST', `/bindings/${uid}/refresh?wait=true`)
  await desktop.quitForNextStart()

  const { tray, call } = await desktop.open({}, { isHidden: true })
  expect(iconOf(tray)).toBe('degraded')
  expect(tray.menu?.find('One: ')).toBeDefined()
  await call('POST', `/bindings/${uid}/refresh?wait=true`)
  await sleep(BURST_MS)
  expect(Notification.shown).toEqual([])
}, 60_000)

test('the menu pauses all, resumes what it has paused, refreshes all, copies the address and quits', async () => {
  const opened = await desktop.open()
  const { tray, call, farmUrl } = opened
  const [first, second] = await makeBindings(opened, ['One', 'Two'])
  await call('POST', `/bindings/${second}/pause`)
  const statuses = async () => {
    const { json } = await call('GET', '/bindings')
    return (json as { bindings: { name: string; status: string }[] }).bindings.map(({ status }) => status)
  }
  expect((await statuses()).sort()).toEqual(['active', 'active', 'paused'])

  tray.menu?.click('Pause all')
  await expect.poll(() => tray.tip, LONG).toBe('Bindery: All paused')
  expect(await statuses()).toEqual(['paused', 'paused', 'paused'])
  expect(tray.menu?.find('Refresh all')?.enabled).toBe(false)

  // What may be resumed is known once the last of them has been paused.
  await expect.poll(() => tray.menu?.find('Resume all (2)'), LONG).toBeDefined()
  tray.menu?.click('Resume all (2)')
  await expect.poll(() => tray.menu?.find('Pause all')?.enabled, LONG).toBe(true)
  expect((await statuses()).sort()).toEqual(['active', 'active', 'paused'])

  const before = source.seen.length
  tray.menu?.click('Refresh all')
  await expect.poll(() => source.seen.length, LONG).toBeGreaterThan(before)
  expect(source.seen.at(-1)?.url).toBe('/0')
  expect(first).toBeDefined()

  tray.menu?.click('Copy address')
  expect(asked.copied).toEqual([farmUrl])
  tray.menu?.click('Open Bindery')
  expect(opened.window.done.at(-1)).toBe('focus')
  tray.menu?.click('Quit')
  await expect.poll(() => asked.quits, LONG).toBe(1)
  expect(answers.buttons).toEqual([])
}, 60_000)
