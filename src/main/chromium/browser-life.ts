import type { Browser } from 'puppeteer-core'
import { removeProfile } from './profile.ts'

/** How long a browser may take to end by itself, in milliseconds, before it is killed. */
const CLOSE_LIMIT_MS = 1_000

/** The end of a browser's process. */
export interface BrowserLife {
  pid: number
  /** Settles when the process has ended, for whatever reason, and its folder is removed. */
  ended: Promise<void>
  /** Asks it to end, and kills it when it does not. */
  close(): Promise<void>
  /** Kills it with all its children. */
  kill(): Promise<void>
}

/**
 * Looks after a process that was started.
 * @param signal kills it, however long after its start
 */
export function browserLife(browser: Browser, profile: string, signal: AbortSignal): BrowserLife {
  const child = browser.process()
  if (!child?.pid) throw new Error('The browser ended at once')
  const pid = child.pid
  const exited = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve()
    else child.once('exit', () => resolve())
  })
  const ended = exited.then(() => {
    // The main process may have gone alone; its group takes the rest along.
    killGroup(pid)
    return removeProfile(profile).catch(() => {})
  })
  const kill = () => {
    killGroup(pid)
    child.kill('SIGKILL')
    return ended
  }
  const close = async () => {
    const limit = setTimeout(kill, CLOSE_LIMIT_MS)
    await browser.close().catch(kill)
    await ended
    clearTimeout(limit)
  }
  if (signal.aborted) void kill()
  else signal.addEventListener('abort', kill, { once: true })
  void ended.then(() => signal.removeEventListener('abort', kill))
  return { pid, ended, close, kill }
}

/** Chromium is started as the leader of a process group of its own wherever there are groups. */
function killGroup(pid: number): void {
  if (process.platform === 'win32') return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing is left of it.
  }
}
