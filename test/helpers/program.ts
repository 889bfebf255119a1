import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findAppRoot } from '../../src/main/process/app-root.ts'

const ROOT = findAppRoot()
/** Bound for what a program is waited for; far more than it needs. */
const LIMIT_MS = 30_000

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
}

export interface ProgramOptions {
  /** Added to an environment that holds nothing of Bindery's and no display; undefined takes a variable away. */
  env?: Record<string, string | undefined>
}

export interface Program {
  child: ChildProcess
  stdout(): string
  stderr(): string
  /** Resolves with the first match on stdout. */
  said(pattern: RegExp): Promise<RegExpExecArray>
  ended: Promise<Ended>
  /** Sends a signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

const running = new Set<ChildProcess>()

/** Ends whatever a failed test has left. */
export async function endPrograms(): Promise<void> {
  for (const child of running) {
    child.kill('SIGKILL')
    await once(child, 'close')
  }
}

/** Starts a built program: `serve`, `start` or `cli`. */
export function runProgram(name: 'serve' | 'start' | 'cli', args: string[], options: ProgramOptions = {}): Program {
  const file = join(ROOT, 'out', 'main', `${name}.js`)
  if (!existsSync(file)) throw new Error('The programs are not built: run npm run build')
  return runCommand(process.execPath, [file, ...args], options)
}

/** Starts any command in the repository's folder. */
export function runCommand(command: string, args: string[], { env = {} }: ProgramOptions = {}): Program {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(BINDERY_|DISPLAY$|WAYLAND_|VITEST|NODE_OPTIONS$)/.test(name),
  )
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...Object.fromEntries(own), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const texts = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text
    })
  }
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { code, ...texts }
  })
  return {
    child,
    ended,
    stdout: () => texts.stdout,
    stderr: () => texts.stderr,
    async said(pattern) {
      const limit = Date.now() + LIMIT_MS
      for (;;) {
        const match = pattern.exec(texts.stdout)
        if (match) return match
        const isOver = child.exitCode !== null || child.signalCode !== null || Date.now() > limit
        if (isOver) throw new Error(`It never said ${pattern}: ${texts.stdout}${texts.stderr}`)
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** The processes that descend from one, by Linux's /proc; those that were handed over to init are not among them. */
export function descendantsOf(pid: number): number[] {
  const parents = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
      parents.set(parent, [...(parents.get(parent) ?? []), Number(name)])
    } catch {
      // It has ended since it was listed.
    }
  }
  const below = (parent: number): number[] => (parents.get(parent) ?? []).flatMap((child) => [child, ...below(child)])
  return below(pid)
}

/** Whether a process is there and is no zombie. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  } catch {
    return false
  }
}
