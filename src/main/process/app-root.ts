import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder that Bindery is installed in, which holds `resources` and the built UI; the same for source and build. */
export function findAppRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder
    if (folder === dirname(folder)) throw new Error('The package.json of Bindery is missing: install it again.')
  }
}

export interface Manifest {
  version: string
  /** Where releases are listed; a build of one's own names none. */
  releaseFeed?: unknown
}

export const readManifest = (root: string): Manifest =>
  JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest

export const readVersion = (root: string): string => readManifest(root).version
