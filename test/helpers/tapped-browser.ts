import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findBundled } from '../../src/main/chromium/bundled.ts'
import { cacheFolder } from '../../src/main/chromium/cache-folder.ts'
import type { Strike } from './browser-strike.ts'
import { isAlive } from './program.ts'

/** A Chromium that can be struck at any phase of its life, from outside of the farm. */
export interface TappedBrowser {
  /** To be named as the farm's Chromium. */
  path: string
  /** The next browser that comes to the phase is struck. */
  plan(strike: Strike): void
  /** Whether that was done. */
  isDone(strike: Strike): boolean
  /** Takes a plan back; false where it was carried out already. */
  withdraw(): boolean
  /** The real browsers that run, oldest first. */
  running(): number[]
  /** Those of them that have taken a picture. */
  drawing(): number[]
  /** How many were ever started. */
  started(): number
  remove(): void
}

export async function makeTappedBrowser(): Promise<TappedBrowser> {
  const real = await findBundled(cacheFolder())
  if (real === null) throw new Error('There is no bundled Chromium on this platform')
  const folder = mkdtempSync(join(tmpdir(), 'bindery-tap-'))
  const path = join(folder, 'chromium')
  const tap = join(import.meta.dirname, 'browser-tap.ts')
  writeFileSync(path, `#!/bin/sh\nexec '${process.execPath}' '${tap}' '${real}' '${folder}' "$@"\n`)
  chmodSync(path, 0o755)
  const pidsIn = (name: string): number[] => {
    const list = join(folder, name)
    return existsSync(list) ? readFileSync(list, 'utf8').trim().split('\n').map(Number) : []
  }
  return {
    path,
    plan(strike) {
      // Under its own name only when it is whole: browsers look at any moment.
      writeFileSync(join(folder, 'draft'), JSON.stringify(strike))
      renameSync(join(folder, 'draft'), join(folder, 'plan'))
    },
    isDone: ({ id }) => existsSync(join(folder, `struck-${id}`)),
    withdraw() {
      const plan = join(folder, 'plan')
      const wasThere = existsSync(plan)
      rmSync(plan, { force: true })
      return wasThere
    },
    running: () => pidsIn('browsers').filter(isAlive),
    drawing: () => pidsIn('drawing').filter(isAlive),
    started: () => pidsIn('browsers').length,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
