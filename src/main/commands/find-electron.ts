import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** How long Electron's own installer may take to fetch its binary before the farm starts without a window. */
const INSTALL_LIMIT_MS = 60_000

/** Electron's executable, or why there is none. Its package fetches it at first use; that is tried here, quietly. */
export async function findElectron(): Promise<{ path: string } | string> {
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
