import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { ConnectionTransport } from 'puppeteer-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { workerFlags } from '../../../../src/main/chromium/flags.ts'
import { makeProfile, removeProfile } from '../../../../src/main/chromium/profile.ts'
import { type AdmissionParts, admit } from '../../../../src/main/chromium/remote/admission.ts'
import { specimen } from '../../../../src/main/chromium/remote/specimen.ts'
import { findDevtools } from '../../../../src/main/network/devtools-address.ts'
import { openDevtools } from '../../../../src/main/network/devtools-socket.ts'
import { createGate, type Gate } from '../../../../src/main/network/gate.ts'
import { startWorkerProxy, type WorkerProxy } from '../../../../src/main/network/worker-proxy.ts'
import { startTestRenderer } from '../../../helpers/chromium.ts'
import { chromiumPath, startRemoteChromium } from '../../../helpers/remote-chromium.ts'

let standard: AdmissionParts['standard']
let gate: Gate
let proxy: WorkerProxy
const LOOPBACK = { host: '127.0.0.1', port: 0 }

beforeAll(async () => {
  const { renderer, stop } = await startTestRenderer()
  const { png } = await renderer.render(specimen())
  standard = { version: renderer.state().version as string, picture: png as Buffer }
  await stop()
  gate = createGate({ allowed: () => [], ownPorts: () => [proxy.ownPort] })
  proxy = await startWorkerProxy({ gate, listen: LOOPBACK, address: LOOPBACK })
})
afterAll(async () => {
  await proxy.stop()
  await gate.stop()
})

const connectTo = (url: string) => async (signal: AbortSignal) => openDevtools(await findDevtools(url, signal), signal)

async function tryAt(url: string, more: Partial<AdmissionParts> = {}) {
  const parts = { connect: connectTo(url), proxy, standard, resourceWaitMs: 8_000, ...more }
  const { worker } = await admit(parts, new AbortController().signal)
  onTestFinished(() => worker.browser.close())
  return worker
}

/** A browser with these of Bindery's flags and `more`, and the fonts of this machine. */
async function startBrowser(keep: (flag: string) => boolean, more: string[] = []): Promise<string> {
  const profile = await makeProfile()
  const where = { profile, address: '127.0.0.1', port: 0, farms: [], sandbox: false, smallSharedMemory: true }
  const child = spawn(await chromiumPath(), [...more, ...workerFlags(where).filter(keep)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(async () => {
    const ended = once(child, 'close')
    child.kill('SIGKILL')
    await ended
    await removeProfile(profile)
  })
  const { promise, resolve } = Promise.withResolvers<string>()
  let said = ''
  child.stderr.on('data', (text) => {
    said += text
    const [, host] = /DevTools listening on ws:\/\/([^/]+)\//.exec(said) ?? []
    if (host) resolve(`http://${host}`)
  })
  return promise
}

/** A connection on the way of which messages are changed. */
const changing =
  (url: string, change: (message: { method?: string; params?: Record<string, unknown> }) => void) =>
  async (signal: AbortSignal): Promise<ConnectionTransport> => {
    const socket = await connectTo(url)(signal)
    const { send } = socket
    socket.send = (text) => {
      const message = JSON.parse(text)
      change(message)
      send(JSON.stringify(message))
    }
    return socket
  }

const refused = (words: RegExp) => ({
  slug: 'unavailable',
  message: expect.stringMatching(words),
  options: { retriable: false },
})

test('a browser that Bindery started elsewhere is admitted', async () => {
  const { url } = await startRemoteChromium()
  const worker = await tryAt(url)
  expect(worker.drawn).toBe(1)
})

test('another version is refused, since its pictures may differ', async () => {
  const { url } = await startRemoteChromium()
  const other = { ...standard, version: 'HeadlessChrome/1.0@abc' }
  await expect(tryAt(url, { standard: other })).rejects.toMatchObject(
    refused(/HeadlessChrome\/153.*HeadlessChrome\/1\.0/),
  )
})

test.each([
  ['--force-webrtc-ip-handling-policy', /without --force-webrtc-ip-handling-policy=disable_non_proxied_udp\./],
  ['--host-resolver-rules', /without --host-resolver-rules\./],
  ['--disable-features', /without --disable-features=IsolateOrigins,/],
  ['--blink-settings', /without --blink-settings=imageAnimationPolicy=2\./],
])('one without %s is refused by name', async (flag, words) => {
  const url = await startBrowser((each) => !each.startsWith(flag))
  await expect(tryAt(url)).rejects.toMatchObject(refused(words))
})

test('one that lacks fonts is refused', async () => {
  const url = await startBrowser(() => true)
  await expect(tryAt(url)).rejects.toMatchObject(refused(/[1-9]\d* pixels of the specimen differ.*fonts/))
})

test('one that does not reach the pages’ proxy is refused', async () => {
  const { url } = await startRemoteChromium()
  const elsewhere = { ...proxy, port: 9 }
  await expect(tryAt(url, { proxy: elsewhere })).rejects.toMatchObject(
    refused(/does not reach the pages' proxy at 127/),
  )
})

test('one whose pages go past the proxy is refused', async () => {
  const url = await startBrowser((flag) => !flag.startsWith('--proxy-'))
  const connect = changing(url, ({ method, params }) => {
    if (method === 'Target.createBrowserContext') delete params?.proxyServer
  })
  await expect(tryAt(url, { connect })).rejects.toMatchObject(refused(/past the farm's proxy/))
})

test('one that makes an exception of loopback is refused', async () => {
  const { url } = await startRemoteChromium()
  const connect = changing(url, ({ method, params }) => {
    if (method === 'Target.createBrowserContext') delete params?.proxyBypassList
  })
  await expect(tryAt(url, { connect })).rejects.toMatchObject(refused(/past the farm's proxy/))
})

test('one that falls silent while it is looked at is not said to lack the way to the proxy', async () => {
  const { url } = await startRemoteChromium()
  const connect = async (signal: AbortSignal) => {
    const socket = await connectTo(url)(signal)
    const { send } = socket
    let isMute = false
    socket.send = (text) => {
      isMute ||= JSON.parse(text).method === 'Target.createTarget'
      if (!isMute) send(text)
    }
    return socket
  }
  const fault = await tryAt(url, { connect }).catch((error) => error)
  expect(fault).toMatchObject({ slug: 'unavailable', message: expect.stringMatching(/went away, or fell silent/) })
  expect(fault.options.retriable).not.toBe(false)
})

test.each(['Target.createBrowserContext', 'Page.setDocumentContent'])(
  'nor is one that is killed at its %s',
  async (when) => {
    const { url, pid } = await startRemoteChromium()
    const connect = changing(url, ({ method }) => {
      if (method === when) process.kill(-pid, 'SIGKILL')
    })
    const fault = await tryAt(url, { connect }).catch((error) => error)
    expect(fault).toMatchObject({ slug: 'unavailable', message: expect.stringMatching(/went away, or fell silent/) })
    expect(fault.options.retriable).not.toBe(false)
  },
)

test('one that is refused is hung up on', async () => {
  const { url } = await startRemoteChromium()
  const closed = Promise.withResolvers<void>()
  const connect = async (signal: AbortSignal) => {
    const socket = await connectTo(url)(signal)
    const { close } = socket
    socket.close = () => {
      closed.resolve()
      close()
    }
    return socket
  }
  const other = { ...standard, version: 'HeadlessChrome/1.0@abc' }
  await expect(tryAt(url, { connect, standard: other })).rejects.toMatchObject(refused(/Their pictures may differ/))
  await closed.promise
})

test('one that opens files to pages is refused', async () => {
  const url = await startBrowser(() => true, ['--allow-file-access-from-files'])
  await expect(tryAt(url)).rejects.toMatchObject(refused(/with --allow-file-access-from-files, which opens files/))
})

test('one that is called off is hung up on', async () => {
  const { url } = await startRemoteChromium()
  const calledOff = new AbortController()
  const connect = async (signal: AbortSignal) => {
    const socket = await connectTo(url)(signal)
    calledOff.abort(new Error('called off'))
    return socket
  }
  const parts = { connect, proxy, standard, resourceWaitMs: 8_000 }
  await expect(admit(parts, calledOff.signal)).rejects.toThrow('called off')
})
