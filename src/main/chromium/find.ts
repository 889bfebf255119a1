import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Problem } from '../../shared/errors.ts'
import { findBundled } from './bundled.ts'
import { findDownloaded } from './downloads.ts'
import { findInstalled } from './installed.ts'

export type ChromiumSource = 'setting' | 'downloaded' | 'bundled' | 'installed'

export interface FoundChromium {
  path: string
  source: ChromiumSource
  kind: 'headless-shell' | 'full'
}

export interface FindOptions {
  /** A path that the user named (setting or BINDERY_CHROMIUM): that one or none. */
  named: string | null
  dataDir: string
  cacheDir: string
}

const kindOf = (path: string, source: ChromiumSource): FoundChromium['kind'] =>
  source === 'bundled' || source === 'downloaded' || /headless[-_]shell/i.test(basename(path))
    ? 'headless-shell'
    : 'full'

/** On macOS a program is a folder to whoever names it, and lies in that under the same name. */
export const programIn = (named: string, platform: NodeJS.Platform = process.platform): string =>
  platform === 'darwin' && /\.app\/?$/.test(named) ? join(named, 'Contents', 'MacOS', basename(named, '.app')) : named

async function findNamed(named: string): Promise<FoundChromium> {
  const path = programIn(named)
  try {
    await access(path, constants.X_OK)
  } catch (cause) {
    const fault = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'can not be run'
    throw new Problem(
      'unavailable',
      `The Chromium that was named, ${path}, ${fault}. Correct BINDERY_CHROMIUM or the setting, or remove it.`,
      { cause },
    )
  }
  return { path, source: 'setting', kind: kindOf(path, 'setting') }
}

/**
 * Every browser that could draw, best first, each looked for only when the one before it was refused.
 * @throws {Problem} `unavailable` when the named one can not be run; there is no falling back from that
 */
export async function* chromiumCandidates(options: FindOptions): AsyncGenerator<FoundChromium> {
  const { named, dataDir, cacheDir } = options
  if (named !== null) {
    yield await findNamed(named)
    return
  }
  const places: [ChromiumSource, () => Promise<string | null>][] = [
    ['downloaded', () => findDownloaded(dataDir)],
    // Where it can't be unpacked (a full disk, no home), an installed one may still do.
    ['bundled', () => findBundled(cacheDir).catch(() => null)],
    ['installed', () => findInstalled()],
  ]
  for (const [source, find] of places) {
    const path = await find()
    if (path !== null) yield { path, source, kind: kindOf(path, source) }
  }
}

/** The browser that is used first, or null where there is none. */
export async function findChromium(options: FindOptions): Promise<FoundChromium | null> {
  for await (const candidate of chromiumCandidates(options)) return candidate
  return null
}
