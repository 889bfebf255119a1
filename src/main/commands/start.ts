import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { Command } from 'commander'
import { findAppRoot, readVersion } from '../process/app-root.ts'
import { runFarmFromCommandLine } from '../process/headless.ts'
import { runMain } from '../process/main-process.ts'
import { hiddenFlag, parseCommandLine, readFarmOptions, withFarmFlags } from '../process/options.ts'

/** How long Electron's own installer may take to fetch its binary before the farm starts without a window. */
const INSTALL_LIMIT_MS = 60_000

/** `npm start`: the desktop app, or the farm with no window where there can be none. */
export const start = (args: string[]): Promise<void> =>
  runMain(async () => {
    const root = findAppRoot()
    const command = withFarmFlags(new Command('start').version(readVersion(root))).description(
      'Opens Bindery: the desktop app, or the farm with no window where there is no display.',
    )
    command.addOption(hiddenFlag())
    command.action(async (flags) => {
      const options = readFarmOptions(flags)
      const electron = hasDisplay() ? await findElectron() : 'there is no display'
      if (typeof electron !== 'string') return runElectron(electron.path, root, args)
      process.stdout.write(`No window: ${electron}. Running the farm without one.\n`)
      await runFarmFromCommandLine(options, root)
    })
    await parseCommandLine(command, args)
  })

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)
}

/** Electron's executable, or why there is none. Its package fetches it at first use; that is tried here, quietly. */
async function findElectron(): Promise<{ path: string } | string> {
  const folder = electronFolder()
  if (folder === null) return 'Electron is not installed'
  const found = electronPath(folder)
  if (found) return { path: found }
  await quietly(process.execPath, [join(folder, 'install.js')], INSTALL_LIMIT_MS)
  const fetched = electronPath(folder)
  return fetched ? { path: fetched } : "Electron's binary can't be had"
}

function electronFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

function electronPath(folder: string): string | null {
  const pointer = join(folder, 'path.txt')
  if (!existsSync(pointer)) return null
  const path = join(folder, 'dist', readFileSync(pointer, 'utf8'))
  return existsSync(path) ? path : null
}

function quietly(command: string, args: string[], limitMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const child = spawn(command, args, { stdio: 'ignore' })
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs)
  const end = () => {
    clearTimeout(timer)
    resolve()
  }
  child.once('error', end).once('exit', end)
  return promise
}

/** Hands over to Electron, which reads the same flags; signals reach it too. */
function runElectron(path: string, root: string, args: string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const child = spawn(path, [root, ...args], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
  child.once('exit', (code) => {
    process.exitCode = code ?? 1
    resolve()
  })
  return promise
}
