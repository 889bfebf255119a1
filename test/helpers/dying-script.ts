import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'die-at-step.ts')).href

/**
 * Runs a module's text in a process of its own, which is killed right before its n-th change to the files of `folder`.
 * Gives whether it was killed; anything else but an end with status 0 is an error.
 */
export async function runDying(script: string, folder: string, step: number): Promise<boolean> {
  const child = spawn(process.execPath, ['--import', PRELOAD, '--input-type=module', '-e', script], {
    env: { ...process.env, NODE_OPTIONS: '', DIE_IN: folder, DIE_AT_STEP: String(step) },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code, signal] = await once(child, 'close')
  if (signal === 'SIGKILL') return true
  if (code !== 0) throw new Error(`The script failed: ${said}`)
  return false
}

/** The address of a module of ours, for a script's import. */
export const sourceUrl = (path: string): string =>
  JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../src/main', path)).href)
