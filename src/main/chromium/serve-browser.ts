import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { browserEnvironment, hasSmallSharedMemory } from './browser-environment.ts'
import { workerFlags } from './flags.ts'
import { makeProfile, removeProfile } from './profile.ts'
import { inSandbox } from './sandbox.ts'

export interface ServeOptions {
  path: string
  cacheDir: string
  /** Where its DevTools listen; a port of 0 picks a free one. */
  address: string
  port: number
  /** Addresses at which farms have their pages' proxy, beside 127.0.0.1. */
  farms: readonly string[]
}

/** A browser that draws for farms elsewhere. */
export interface ServedBrowser {
  /** `http://address:port` of its DevTools. */
  url: string
  pid: number
  sandboxed: boolean
  /** Settles when it has ended and left nothing behind. */
  ended: Promise<void>
  stop(): Promise<void>
}

const CAN_NOT_LISTEN = /cannot start http server for devtools/i
/** Milliseconds that it may take to listen. */
const START_LIMIT_MS = 20_000

/** Starts a browser whose DevTools listen on the network, sandboxed unless it can't be. */
export const serveBrowser = (options: ServeOptions): Promise<ServedBrowser> =>
  inSandbox((sandbox) => serveOnce(options, sandbox))

async function serveOnce({ path, cacheDir, ...where }: ServeOptions, sandbox: boolean): Promise<ServedBrowser> {
  const profile = await makeProfile()
  const smallSharedMemory = await hasSmallSharedMemory()
  const flags = workerFlags({ ...where, profile, sandbox, smallSharedMemory })
  const env = await browserEnvironment(profile, cacheDir)
  const child = spawn(path, flags, { env, stdio: ['ignore', 'ignore', 'pipe'], detached: process.platform !== 'win32' })
  const ended = once(child, 'close')
    .catch(() => {})
    .then(() => killAll(child))
    .then(() => removeProfile(profile).catch(() => {}))
  const stop = () => {
    killAll(child)
    return ended
  }
  try {
    const url = await listening(child, where.address)
    return { url, pid: child.pid as number, sandboxed: sandbox, ended, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Waits until it says where it listens; where the port is taken, that is somewhere else. */
function listening(child: ChildProcess, address: string): Promise<string> {
  const expected = address.includes(':') ? `[${address}]:` : `${address}:`
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let said = ''
  const timer = setTimeout(() => reject(new Error('it did not begin to listen')), START_LIMIT_MS)
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = `${said}${text}`.slice(-64 * 1024)
    const [, host] = /DevTools listening on ws:\/\/([^/\s]+)\//.exec(said) ?? []
    if (host?.startsWith(expected)) resolve(`http://${host}`)
    else if (host || CAN_NOT_LISTEN.test(said)) reject(new Error('it can not listen there; is the port taken?'))
  })
  child.once('error', reject)
  child.once('close', () => reject(new Error(`it ended at once: ${said.trim().split('\n').at(-1) ?? ''}`)))
  return promise.finally(() => clearTimeout(timer))
}

/** It leads a process group of its own wherever there are groups. */
function killAll(child: ChildProcess): void {
  try {
    if (process.platform === 'win32' || !child.pid) child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Nothing is left of it.
  }
}
