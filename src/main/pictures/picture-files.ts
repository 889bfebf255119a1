import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { LRUCache } from 'lru-cache'
import { sha256 } from '../hash.ts'
import { renameFile } from '../process/rename-file.ts'
import { createLentMemory } from './lent-memory.ts'

/** Pictures and composed pages as files named by the SHA-256 of their content. */
export interface PictureFiles {
  /** Writes `content` durably and gives its name; the caller holds it until `release`, so that no cleaning takes it. */
  put(content: Buffer, options?: PutOptions): Promise<string>
  /** Ends the hold of `put`: the name stands in a committed row now, or is no longer wanted. */
  release(names: readonly string[]): void
  /** @throws {LostFile} where the file is gone, or holds something else by now */
  read(name: string): Promise<Buffer>
  /** What `read` would give, where it is in memory. */
  atHand(name: string): Buffer | undefined
  /** Where the file of a name lies. */
  pathOf(name: string): string
  /**
   * Removes every file that `isReferenced` disowns and nobody holds; gives the count.
   * @throws the first fault, once all that can be removed is
   */
  sweep(isReferenced: (name: string) => Promise<boolean>): Promise<number>
}

export interface PutOptions {
  /** Whether it is likely to be asked for soon; by default it is kept in memory only once it is. */
  inMemory?: boolean
}

/** A file that a row names and that can't be had. */
export class LostFile extends Error {
  override readonly name = 'LostFile'
}

/** Bytes of pictures kept in memory, so that a picture that is asked for often is read once. */
const CACHE_BYTES = 32 * 1024 * 1024

const CONTENT_NAME = /^[0-9a-f]{64}$/

export function openPictureFiles(directory: string): PictureFiles {
  const cache = new LRUCache<string, Buffer>({ maxSize: CACHE_BYTES, sizeCalculation: (content) => content.length + 1 })
  const lent = createLentMemory()
  const reading = new Map<string, Promise<Buffer>>()
  const held = new Map<string, number>()
  let removal: Promise<void> = Promise.resolve()
  const pathOf = (name: string) => picturePath(directory, name)
  const hold = (name: string, by: number) => {
    const count = (held.get(name) ?? 0) + by
    if (count > 0) held.set(name, count)
    else held.delete(name)
  }

  async function readWhole(name: string): Promise<Buffer> {
    const content = await readFile(pathOf(name)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' || error.code === 'ENOTDIR' ? new LostFile(`${name} is gone`) : error
    })
    if (sha256(content) !== name) throw new LostFile(`${name} is damaged`)
    return alone(content)
  }

  const keep = (name: string, content: Buffer): void => {
    cache.set(name, content)
    lent.lend(name, content)
  }

  /** Whoever is reading it gets it, and nobody after them. */
  const forget = (name: string): void => {
    cache.delete(name)
    lent.forget(name)
    reading.delete(name)
  }

  /** However many ask at the same time. */
  function readOnce(name: string): Promise<Buffer> {
    const before = reading.get(name)
    if (before) return before
    const running: Promise<Buffer> = readWhole(name)
      .then((content) => {
        if (reading.get(name) === running) keep(name, content)
        return content
      })
      .finally(() => {
        if (reading.get(name) === running) reading.delete(name)
      })
    reading.set(name, running)
    return running
  }

  return {
    async put(content, { inMemory = false } = {}) {
      const name = sha256(content)
      hold(name, 1)
      await removal
      try {
        await writeDurably(directory, pathOf(name), content)
      } catch (error) {
        hold(name, -1)
        throw error
      }
      if (inMemory) cache.set(name, alone(content))
      return name
    },
    release(names) {
      for (const name of names) hold(name, -1)
    },
    async read(name) {
      return cache.get(name) ?? lent.find(name) ?? readOnce(name)
    },
    atHand: (name) => cache.get(name),
    pathOf,
    async sweep(isReferenced) {
      let removed = 0
      let fault: { error: unknown } | null = null
      const remove = async (name: string) => {
        await rm(pathOf(name), { force: true })
        // Only now: one that is read while it is removed would be there for good.
        forget(name)
        removed++
      }
      for (const name of await listFiles(directory)) {
        if (held.has(name) || (await isReferenced(name)) || held.has(name)) continue
        removal = remove(name).catch((error) => {
          fault ??= { error }
        })
        await removal
      }
      if (fault) throw (fault as { error: unknown }).error
      return removed
    },
  }
}

/** A few bytes may be a part of the 64 KB that a compressor took for them, all of which would be kept with them. */
function alone(content: Buffer): Buffer {
  if (content.buffer.byteLength === content.length) return content
  const copy = Buffer.allocUnsafeSlow(content.length)
  content.copy(copy)
  return copy
}

/** Where the file of a name lies. */
export const picturePath = (directory: string, name: string): string => join(directory, name.slice(0, 2), name)

/** Removes what writes that were cut off left behind, but for what can't be now; to be called before the first `put`. */
export async function clearTemporaryFiles(directory: string): Promise<void> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    if (!entry.isFile() || !entry.name.endsWith('.new')) continue
    await rm(join(entry.parentPath, entry.name), { force: true }).catch(() => {})
  }
}

/** A reader sees the whole file or none, after a power cut too: temporary name, sync, rename, sync of the folder. */
async function writeDurably(directory: string, path: string, content: Buffer): Promise<void> {
  await makeFolders(directory, dirname(path))
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await renameFile(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw error
  }
  await syncFolder(dirname(path))
}

/**
 * Not by Node's own `recursive`, which takes a disk that is read-only for a folder that is gone, or never comes back, and
 * no further up: where the data dir was moved away, nothing is to take its place.
 */
async function makeFolders(directory: string, folder: string): Promise<void> {
  for (const path of [directory, folder].filter((path) => !existsSync(path))) {
    await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    })
    // A folder is as durable as its name in the folder above.
    await syncFolder(dirname(path))
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows can't open a folder; its rename is durable by itself.
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function listFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile() && CONTENT_NAME.test(entry.name)).map((entry) => entry.name)
}
